"""Read the arguments, open the window."""
