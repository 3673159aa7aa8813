"""Bots side by side on one lean Bot API server: what `benchmarks.end_to_end` starts and times."""
