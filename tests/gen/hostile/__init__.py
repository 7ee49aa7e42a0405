"""Files that are as bad as files can be, of each format. Each maker yields (name, bytes, codes):

codes are the findings of which one must be among the answer's; empty where any answer will do.
"""
