"""A state's files of contracts, prices, joinders, purchases, and baselines."""
