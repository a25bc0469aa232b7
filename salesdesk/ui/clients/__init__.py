"""The page of clients: chips, list and record."""
