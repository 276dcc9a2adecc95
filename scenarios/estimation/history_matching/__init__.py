"""Matching: which parameter sets the record of 2012-2019 leaves standing, and how many do.

Screen what matters, learn how the targets answer, draw sets that should pass, run them, keep those
that do. In order: `targets`, `prior`, `emulator`, `waves`, `outcome`; the sets that were kept are
read by `scenarios.definition.parameter_sets`.
"""
