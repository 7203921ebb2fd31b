"""How does one file give many outputs? One kind of collection a file."""
