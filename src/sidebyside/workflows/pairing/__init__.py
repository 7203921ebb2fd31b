"""Steps: what is one pair worth? Of a case, of a table of known truth, or of a null of the case."""
