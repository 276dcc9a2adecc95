"""What if: controls that answer while they move."""
