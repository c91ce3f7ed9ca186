"""Files that leave the registry, and how they are checked."""
