"""Which rows could start which campaign, and when."""
