"""Is the process alive, can it serve, and what a request gets while the database is away."""

from collections.abc import Sequence

from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError, connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.deprecation import MiddlewareMixin
from django.utils.module_loading import import_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """Alive: this process answers."""
    return JsonResponse({"alive": True})


@require_safe
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """Able to serve: the primary answers for both sides, no migration is missing, and it has all that was published."""
    problem = _problem()
    return JsonResponse({"ready": problem is None, "problem": problem}, status=503 if problem else 200)


def _problem() -> str | None:
    for alias in ("default", "public"):
        try:
            with connections[alias].cursor() as cursor:
                cursor.execute("SELECT 1")
        except DatabaseError:
            return f"database {alias!r} does not answer"
    if missing := unapplied_migrations():
        return f"migrations not applied: {', '.join(missing)}"
    return unfit_database() or not_yet_served()


def unfit_database() -> str | None:
    """Why this database may not be served, by the first of READINESS that knows a reason."""
    return _first_reason(settings.READINESS)


def not_yet_served() -> str | None:
    """What is still to be done before it may be, by the first of READY_TO_SERVE that knows something."""
    return _first_reason(settings.READY_TO_SERVE)


def _first_reason(paths: Sequence[str]) -> str | None:
    return next((reason for path in paths if (reason := import_string(path)())), None)


def unapplied_migrations() -> list[str]:
    """The names of migrations that the code has and the database has not, in order."""
    applied = MigrationRecorder(connections["default"]).applied_migrations()
    known = MigrationLoader(None).disk_migrations
    return sorted(f"{app}.{name}" for app, name in known if (app, name) not in applied)


class UnavailableMiddleware(MiddlewareMixin):
    """Answers 503 while the database is away, so that clients and proxies try again."""

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, OperationalError | InterfaceError):
            return None
        return unavailable(request)


def unavailable(request: HttpRequest) -> HttpResponse:
    title = "The registry is not available for the moment"
    if request.path_info.startswith("/api/"):
        problem = {"type": "about:blank", "title": title, "status": 503}
        response: HttpResponse = JsonResponse(problem, content_type="application/problem+json")
    else:
        response = HttpResponse(f"{title}. Please try again.\n", content_type="text/plain; charset=utf-8")
    response.status_code = 503
    response.headers["Retry-After"] = "2"
    response.headers["Cache-Control"] = "no-store"
    return response
