"""The window of the trends."""
