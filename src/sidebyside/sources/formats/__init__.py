"""How do the bytes of one file become a text or a picture? One format a file."""
