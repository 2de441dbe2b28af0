"""A Journal becomes a Report."""
