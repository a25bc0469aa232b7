"""Appointments and leave, entered from wherever one is."""
