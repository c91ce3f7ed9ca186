"""Facts about contracts in few queries."""
