"""What runs say: measures, comparisons, how sure they are; sweeps have a room of their own."""
