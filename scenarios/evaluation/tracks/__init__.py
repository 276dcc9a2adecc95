"""The two tracks measured: men, means, lines, dollars and their owners, over draws."""
