"""Sweeps: thousands of runs over a design."""
