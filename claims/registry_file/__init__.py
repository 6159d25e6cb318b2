"""The registry file: all editorial records as YAML or JSON, read by `load` and written by `dump`.

shape.py is the one table of its keys. The file knows nothing of what is public; publishing is the ledger's.
"""
