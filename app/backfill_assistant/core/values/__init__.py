"""Text columns become typed columns, or why not, per row."""
