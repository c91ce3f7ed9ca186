"""What the pages of shared services show."""
