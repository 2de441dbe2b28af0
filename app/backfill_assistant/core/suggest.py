"""A first Mapping from headers and values."""
