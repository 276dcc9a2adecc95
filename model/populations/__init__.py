"""Populations: agents as rows, columns declared with unit and meaning."""
