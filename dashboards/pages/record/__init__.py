"""Record: scores against history."""
