"""Provenance: what a run rests on, number by number."""
