"""Atom feeds of all that lists and of every record. Their words are English, as their addresses have no language."""
