"""Every write of rounds, applications and reviews."""
