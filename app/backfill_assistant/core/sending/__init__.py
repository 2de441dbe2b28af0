"""A run from its first batch to its end: pace, order, limits, resuming."""
