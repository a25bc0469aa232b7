"""The list of the records behind a number."""
