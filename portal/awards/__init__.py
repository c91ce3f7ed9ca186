"""Awards after the release of the board's decisions: allocations, checklists, claims, reports, and outcomes."""
