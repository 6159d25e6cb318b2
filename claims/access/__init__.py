"""Who may ask the API how much: newsrooms' keys, limits a key and an address, and what was asked in the last minutes.

Reading needs no key. Records are elsewhere; nothing here knows one.
"""
