"""The drawings of the example case, made from nothing but seeded chance, numpy and Pillow."""
