"""What the documentation says of the code is taken from the code: one kind of page a module."""
