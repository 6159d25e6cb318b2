"""The plain way as a WSGI application: the middleware and REST framework settings of a new project."""

import os
from pathlib import Path

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from factreg.serving import die_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factreg.settings")
settings.ROOT_URLCONF = "tests.benchmarks.plain.urls"
settings.REST_FRAMEWORK = {}
settings.MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
settings.TEMPLATES[0]["DIRS"] = [str(Path(__file__).parent / "templates")]

die_with_parent()
application = get_wsgi_application()
