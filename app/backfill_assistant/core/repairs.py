"""What a person decided about problems: a list that can be undone."""
