"""How good it is: scores against the record, benchmarks, expected signs, patterns, forecasts."""
