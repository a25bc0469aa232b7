"""The passphrase of a file before the user: given, named, changed, taken away; the locked window."""
