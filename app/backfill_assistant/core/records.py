"""A slice of rows becomes a slice of encoded identify and track records plus refusals; the preview of a row is a slice of one."""
