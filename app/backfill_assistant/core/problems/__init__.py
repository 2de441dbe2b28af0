"""What can be wrong with a row or a mapping, and the sentences for it."""
