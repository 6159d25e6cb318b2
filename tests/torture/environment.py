"""Sets Django up in a process that `start_publisher` started. Imported before anything that knows a model."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factreg.settings")
django.setup()
