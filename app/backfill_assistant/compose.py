"""Choose the concrete parts once and hand them over."""
