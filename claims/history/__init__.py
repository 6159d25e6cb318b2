"""The editorial history: every change of every editorial row, kept by the database. Nothing of it is public."""
