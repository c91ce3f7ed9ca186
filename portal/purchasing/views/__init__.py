"""Pages of shared contracts: the record, and the forms of the consortium's people."""
