"""The plain way on the same data: what a Django project does first, with its defaults, on the editorial models."""
