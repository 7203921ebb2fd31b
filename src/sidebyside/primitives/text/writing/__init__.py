"""How does a region, or an annotator, write the same text otherwise, and in which language is it written?"""
