"""What is kept of a run, and the account and report made of it."""
