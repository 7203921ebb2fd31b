"""What is true of any text? Decoding, tokens, shared runs, alignment, amounts."""
