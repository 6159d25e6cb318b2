"""The WSGI application that `manage.py serve` and other servers run."""

import os

from django.conf import settings
from django.core.signals import request_started
from django.core.wsgi import get_wsgi_application
from django.db import connections

from factreg.downloads import let_go_of_stalled
from factreg.parents import die_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factreg.settings")

if settings.SERVING:
    die_with_parent()
    # A child that inherits open connections would read other requests' rows.
    os.register_at_fork(before=connections.close_all)

application = get_wsgi_application()

if settings.SERVING:

    def at_the_first_request(**_: object) -> None:
        """The web server listens only after it has loaded the application."""
        request_started.disconnect(at_the_first_request)
        let_go_of_stalled(settings.STALLED_SECONDS)

    request_started.connect(at_the_first_request)
