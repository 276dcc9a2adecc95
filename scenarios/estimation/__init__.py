"""Fitting: history matching to 2012-2019, event rates, opening prices."""
