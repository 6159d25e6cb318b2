"""Editors at their desks: who has what open, and what is typed and not saved yet. Nothing of it lasts or is public."""
