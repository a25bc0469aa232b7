"""Enquiries and complaints of clients, and the quarterly survey."""
