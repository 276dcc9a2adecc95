"""Pages: arrangement and callbacks only, one module each."""
