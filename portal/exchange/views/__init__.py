"""Pages of shared services: of a consortium, of one service, and the forms for changing them."""
