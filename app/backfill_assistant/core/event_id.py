"""The id of an event, the same every time it is made."""
