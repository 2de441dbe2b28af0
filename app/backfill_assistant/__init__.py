"""Backfill Assistant: bring people and historic events into Customer.io, and know beforehand what they could trigger."""

__version__ = "0.1.0"
