"""What to run, running it, and what the runs say."""
