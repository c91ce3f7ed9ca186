"""What the pages of shared contracts show."""
