"""How two pictures lie on each other, pixel by pixel: whether they do, and what differs then."""
