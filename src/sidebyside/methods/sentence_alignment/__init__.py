"""Sentences of works lined up with those of an output: what is common to the methods that do so."""
