"""The ASGI application, for waiting clients (long polls, event streams) in a process of its own."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factreg.settings")

application = get_asgi_application()
