"""When the rep works, how often clients are to be met, and what became of it: the sheets of every page."""
