"""Pieces that pages are made of, the words of numbers, files that leave the dashboard."""
