"""Programs that the bench starts: our window and a bare one. They say on standard output how far they are."""
