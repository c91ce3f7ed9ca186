"""Contracts as open data."""
