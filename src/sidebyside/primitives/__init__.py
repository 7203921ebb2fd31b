"""What is true of any text, picture, byte?"""
