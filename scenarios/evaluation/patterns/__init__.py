"""Patterns: eighteen traits of the country that the model should show, and outside checks.

`cases` makes the runs they need beyond history, `values` reads a figure off runs for each,
`card` puts it beside its range. Ranges and sources stand in
``scenarios/history/record/patterns.csv``. None of them was fitted to.
"""
