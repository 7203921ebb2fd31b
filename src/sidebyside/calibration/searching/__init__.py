"""What many comparisons do to a statement: the size of a search, several works, the best of k attempts."""
