"""What does a picture file say of how it was made? One writer a file."""
