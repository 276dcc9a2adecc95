"""What a name stands for: explanations, sources, provenance, the doctrine row by row."""
