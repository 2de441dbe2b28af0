"""The loop: journal, send, journal, show."""
