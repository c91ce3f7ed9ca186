"""Putting the invented state into the database."""
