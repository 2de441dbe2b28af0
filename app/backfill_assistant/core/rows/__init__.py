"""Rows read through a mapping: cells, fields, times, and what makes one doubtful."""
