"""The checks of a whole file before anything is sent."""
