"""Scores of pairs of which none comes from the other, one file a method, made by ``bench.fit_standing``."""
