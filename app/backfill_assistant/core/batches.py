"""Encoded records become request bodies within the byte limits, order kept."""
