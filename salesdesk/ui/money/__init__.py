"""Invoices, payments and what is owed."""
