"""The plain way as a WSGI application, with the settings of a new project."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from factreg.parents import die_with_parent
from tests.benchmarks.plain import ways

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factreg.settings")
settings.ROOT_URLCONF = "tests.benchmarks.plain.urls"
settings.REST_FRAMEWORK = ways.REST_FRAMEWORK
settings.MIDDLEWARE = ways.MIDDLEWARE
settings.TEMPLATES = ways.TEMPLATES

die_with_parent()
application = get_wsgi_application()
