"""What pages draw from: the stores that are open, comparisons, charts as they are declared."""
