"""Duplicates: the pairs of the whole file, and how two clients become one."""
