"""The WSGI application that `manage.py serve` and other servers run."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connections

from factreg.parents import die_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factreg.settings")

if settings.SERVING:
    die_with_parent()
    # A child that inherits open connections would read other requests' rows.
    os.register_at_fork(before=connections.close_all)

application = get_wsgi_application()
