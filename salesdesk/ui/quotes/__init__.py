"""Quotes: the sheet, its paper, and the list of a client or an opportunity."""
