"""Steps: pairs that are given, by a table of known truth or by a null of the case, compared one by one."""
