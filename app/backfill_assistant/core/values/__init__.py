"""Text columns become typed columns, or a reason per row; nothing is altered on the way."""
