"""Scenarios: one beside another."""
