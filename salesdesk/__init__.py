"""SalesDesk: a salesperson's work plan, put to work."""

__version__ = "0.1.0"
