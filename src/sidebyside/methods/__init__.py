"""How alike, and where?

One similarity method a file, or a folder where it needs more than one, in `methods.text` or `methods.image`;
found by listing the folder. The contract stands in `sidebyside.contracts`. What several methods rest on
stands beside the two rooms.
"""
