"""The names and the password of the demo's log-ins, which `manage.py demo` makes and `make run` prints."""

DEMO_USERS = ("annotator", "editor", "admin")
DEMO_PASSWORD = "demo"  # noqa: S105 - everybody may know it: it opens nothing but a demo
