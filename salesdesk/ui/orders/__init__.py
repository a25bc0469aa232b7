"""Orders: the sheet in which one is entered, changed, cancelled or taken back."""
