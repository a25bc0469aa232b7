"""The calendar: weeks, months and days of visits, painted by hand."""
