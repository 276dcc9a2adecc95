"""Flows: who paid whom, in four currencies."""
