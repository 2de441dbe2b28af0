"""Rows as the records that are sent, for both routes, and their ids."""
