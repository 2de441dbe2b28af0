"""One page per step of the path; pages do not know each other."""
