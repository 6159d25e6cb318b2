"""The developers' pages: the guide with its recipes, every type of error, every field of every document and table.

Reference text is in English in every language of the interface, and marked so; what is told of errors, fields and
columns is made from the lists that the API itself is made from.
"""
