"""What is written in a picture, and what do two readings share?"""
