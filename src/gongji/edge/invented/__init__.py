"""People, shops and bills that nobody has: what the bench and the demo month are made of."""
