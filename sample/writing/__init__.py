"""Writing the sample state to the database."""
