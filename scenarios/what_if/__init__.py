"""What if: questions to a country in the middle of its run, answered over draws of the ensemble."""
