"""What each column means: the mapping, its changes, its repairs and how it is kept."""
