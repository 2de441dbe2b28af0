"""The window: pages, models and widgets over the core."""
