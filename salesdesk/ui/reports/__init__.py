"""Daily and weekly reports: on paper as they will print, with the words to write beside them."""
