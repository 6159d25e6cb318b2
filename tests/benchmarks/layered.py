"""The list endpoint without middleware and with the view that BENCH_LAYER names, as a WSGI application."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from factreg.parents import die_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factreg.settings")
settings.MIDDLEWARE = []
settings.ROOT_URLCONF = "tests.benchmarks.layers"

die_with_parent()
application = get_wsgi_application()
