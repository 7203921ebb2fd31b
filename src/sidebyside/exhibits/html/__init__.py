"""A view to one self-contained page: no network, nothing of an input is run."""
