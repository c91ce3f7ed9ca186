"""How days and times are written on pages: one way, in one place."""
