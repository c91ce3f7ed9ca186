"""What is wrong with contracts and prices, and what follows from them. Pure: no Django, no queries."""
