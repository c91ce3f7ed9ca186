"""Forms about shared services."""
