"""Debates: claims of the doctrine and their verdicts."""
