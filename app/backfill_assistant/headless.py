"""The same path without a window, for scripts."""
