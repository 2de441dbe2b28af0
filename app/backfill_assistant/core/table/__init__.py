"""The table of text a file becomes, and how it is read and searched."""
