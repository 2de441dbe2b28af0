"""A small Customer.io on this machine. It imports nothing of ours, so that it cannot share our mistakes."""
