"""Outcome and attempt say: go on, wait, split or stop."""
