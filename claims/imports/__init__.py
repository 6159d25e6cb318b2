"""Others' data as registry records: one small reader a format, each described in docs/imports.md.

A reader makes records in the registry file's shape, with the lines of its input; storing them is registry_file's.
"""
