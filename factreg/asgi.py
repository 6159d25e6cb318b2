"""The ASGI application of the process in which clients wait (long polls, event streams); `manage.py serve` runs it."""

import os

import django
from django.conf import settings
from django.utils.module_loading import import_string

from factreg.parents import die_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factreg.settings")

if settings.SERVING:
    die_with_parent()
django.setup()
# Named, as the settings name the applications: what knows models can be imported only now.
application = import_string("claims.public.waiting.application.Waiting")()
