"""What is sold: the sheet of product lines and products."""
