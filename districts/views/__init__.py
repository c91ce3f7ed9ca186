"""Pages about one district that need nothing above the register."""
