"""Institutions: one agent each, deciding on published figures."""
