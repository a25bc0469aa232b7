"""Documents on screen and on the printer: what reports and quotes share."""
