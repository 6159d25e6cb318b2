"""The bulk files: all that is public at one position of the ledger, built aside and put in place whole.

Which files there are is contents.py; when they are due and may be served, shelf.py; how a set comes to be, building.py.
"""
