"""Pages that show who works with whom: districts, schools, regions, consortia."""
