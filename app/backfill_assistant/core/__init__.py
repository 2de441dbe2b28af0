"""The path from a table of text to a report, as plain Python: no window, no network, no thread, no keyring, no SQLite."""
