"""Benchmarks, apart from the tests: ``uv run python -m tests.speed [PART] [--json]``."""
