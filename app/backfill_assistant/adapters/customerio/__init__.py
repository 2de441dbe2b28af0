"""Customer.io over HTTP."""
