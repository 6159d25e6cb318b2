"""`/api/v1/webhooks/`: the endpoints of the key that is shown. The only part of the API that writes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import orjson
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from rest_framework.exceptions import MethodNotAllowed
from rest_framework.request import Request

from claims.public.api.operations import in_path, writing
from claims.public.describing import Schema
from claims.webhooks import managing
from claims.webhooks.managing import Delivery, Endpoint, EndpointState
from factreg.http import rfc3339
from factreg.parameters import only, read
from factreg.problems import Problem, malformed, unknown_parameter
from factreg.rest import ReadView

LARGEST_BODY = 64 * 1024
LARGEST_POSITION = 2**63 - 1
_ID = [in_path("endpoint", "The endpoint's id.")]


class WebhookView(ReadView):
    """A view for whoever shows a key. Bodies are JSON objects whose members are all known."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        only(read(request), ())
        if request.method != "OPTIONS" and self.key is None:
            problem = Problem(401, "key-required", "Webhooks belong to a key: send Authorization: Bearer fr_…")
            problem.headers["WWW-Authenticate"] = 'Bearer realm="factreg"'
            raise problem

    @property
    def key(self) -> Any:
        return getattr(self.request, "api_key", None)

    def http_method_not_allowed(self, request: Request, *args: Any, **kwargs: Any) -> Any:
        problem = Problem(405, "method-not-allowed", f"{request.method} is not possible here.")
        problem.headers["Allow"] = ", ".join(self.allowed_methods)
        raise problem from MethodNotAllowed(request.method or "")

    def endpoint(self, given: UUID) -> Endpoint:
        found = managing.endpoint_of(self.key, given)
        if found is None:
            raise Problem(404, "not-found", "This key has no such endpoint.")
        return found


class WebhooksView(WebhookView):
    """All endpoints of the key."""

    http_method_names = ("get", "head", "options", "post")

    def describe_get(self) -> Schema:
        return writing("list-webhooks", "The key's endpoints.", sends="WebhookEndpoints", errors=(400, 406, 503))

    def describe_post(self) -> Schema:
        help_ = "Make an endpoint. It is told of what is entered from now on; its secret is in this answer alone."
        return writing("make-webhook", help_, takes="WebhookToMake", sends="NewWebhookEndpoint", status=201)

    def get(self, request: Request) -> HttpResponse:
        return _sent({"results": [_shown(one) for one in managing.endpoints_of(self.key)]})

    def post(self, request: Request) -> HttpResponse:
        given = _given(request, url=str, types=list, description=str)
        if "url" not in given:
            raise malformed("url", "say where messages are to be sent.")
        made, secret = _checked(managing.make, key=self.key, **given)
        response = _sent({**_shown(made), "secret": secret}, status=201)
        response.headers["Location"] = f"{request.path}{made.pk}/"
        return response


class WebhookEndpointView(WebhookView):
    """One endpoint."""

    http_method_names = ("get", "head", "options", "patch", "delete")

    def describe_get(self) -> Schema:
        return writing("read-webhook", "One endpoint.", parameters=_ID, sends="WebhookEndpoint")

    def describe_patch(self) -> Schema:
        help_ = "Change an endpoint, or switch it off and on. Switched on, it is sent what it missed."
        return writing("change-webhook", help_, parameters=_ID, takes="WebhookToChange", sends="WebhookEndpoint")

    def describe_delete(self) -> Schema:
        help_ = "Remove an endpoint with all that is still to be sent to it."
        return writing("remove-webhook", help_, parameters=_ID, sends=None, status=204)

    def get(self, request: Request, endpoint: UUID) -> HttpResponse:
        return _sent(_shown(self.endpoint(endpoint)))

    def patch(self, request: Request, endpoint: UUID) -> HttpResponse:
        given = _given(request, url=str, types=list, description=str, state=str)
        if given.get("state", EndpointState.ACTIVE) not in (EndpointState.ACTIVE, EndpointState.DISABLED):
            raise malformed("state", "active or disabled.")
        found = self.endpoint(endpoint)
        if given:
            _checked(managing.change, endpoint=found, **given)
        return _sent(_shown(found))

    def delete(self, request: Request, endpoint: UUID) -> HttpResponse:
        managing.remove(endpoint=self.endpoint(endpoint))
        return HttpResponse(status=204)


class WebhookSecretView(WebhookView):
    """A new secret for an endpoint."""

    http_method_names = ("options", "post")

    def describe_post(self) -> Schema:
        help_ = "Make a new secret; the old one signs as well for a while, so that no message is lost."
        return writing(
            "rotate-webhook-secret", help_, parameters=_ID, takes="WebhookToRotate", sends="WebhookSecret", status=201
        )

    def post(self, request: Request, endpoint: UUID) -> HttpResponse:
        hours = _given(request, overlap_hours=int).get("overlap_hours", 24)
        if not 0 <= hours <= managing.LONGEST_OVERLAP // timedelta(hours=1):
            raise malformed("overlap_hours", "takes 0 to 168.")
        secret = managing.rotate(endpoint=self.endpoint(endpoint), overlap=timedelta(hours=hours))
        return _sent({"secret": secret}, status=201)


class WebhookReplayView(WebhookView):
    """Sends again what was sent, or given up."""

    http_method_names = ("options", "post")

    def describe_post(self) -> Schema:
        help_ = (
            "Have everything after a position of the ledger sent again, or up to another: for one message, `after` "
            "the position before it `upto` its own. Messages keep their ids."
        )
        return writing(
            "replay-webhook", help_, parameters=_ID, takes="WebhookToReplay", sends="WebhookEndpoint", status=202
        )

    def post(self, request: Request, endpoint: UUID) -> HttpResponse:
        given = _given(request, after=int, upto=int)
        if "after" not in given:
            raise malformed("after", "say after which position of the ledger.")
        found = self.endpoint(endpoint)
        _checked(managing.replay, endpoint=found, **given)
        return _sent(_shown(found), status=202)


class WebhookDeliveriesView(WebhookView):
    """What became of the last messages to an endpoint."""

    http_method_names = ("get", "head", "options")

    def describe_get(self) -> Schema:
        return writing(
            "list-webhook-deliveries", "The last 100 messages to it.", parameters=_ID, sends="WebhookDeliveries"
        )

    def get(self, request: Request, endpoint: UUID) -> HttpResponse:
        found = managing.last_deliveries(self.endpoint(endpoint))
        return _sent({"results": [_delivery(one) for one in found]})


def _given(request: Request, **known: type) -> dict[str, Any]:
    """The members of the body. `Problem` 400 where it is no JSON object, or a member is unknown or of another type."""
    body = request.body if int(request.META.get("CONTENT_LENGTH") or 0) <= LARGEST_BODY else b""
    try:
        given = orjson.loads(body or b"{}")
    except orjson.JSONDecodeError as error:
        raise Problem(400, "malformed-body", f"The body is no JSON: {error}.") from error
    if not isinstance(given, dict) or len(body) > LARGEST_BODY:
        raise Problem(400, "malformed-body", "The body is to be a JSON object.")
    for name, value in given.items():
        if name not in known:
            raise unknown_parameter(name, known)
        if type(value) is not known[name] or (known[name] is int and not 0 <= value <= LARGEST_POSITION):
            raise malformed(name, f"is to be {_TYPES[known[name]]}.")
        if isinstance(value, list) and not all(isinstance(one, str) for one in value):
            raise malformed(name, f"is to be {_TYPES[list]}.")
    return given


_TYPES = {str: "a text", int: "a whole number that is not negative", list: "a list of texts"}


def _checked(deed: Any, **given: Any) -> Any:
    try:
        return deed(**given)
    except ValidationError as refused:
        name, messages = next(iter(refused.message_dict.items()))
        raise malformed(name, " ".join(messages)) from refused


def _shown(endpoint: Endpoint) -> dict[str, Any]:
    failing = endpoint.failing_since
    return {
        "id": str(endpoint.pk),
        "url": endpoint.url,
        "types": endpoint.types,
        "description": endpoint.description,
        "state": endpoint.state,
        "reason": endpoint.reason,
        "created_at": rfc3339(endpoint.created_at),
        "position": endpoint.position,
        "failing_since": rfc3339(failing) if failing else None,
    }


def _delivery(delivery: Delivery) -> dict[str, Any]:
    pending = delivery.state == "pending"
    return {
        "message": f"evt_{delivery.seq}",
        "seq": delivery.seq,
        "state": delivery.state,
        "attempts": delivery.attempts,
        "tried_at": rfc3339(delivery.tried_at) if delivery.tried_at else None,
        "next_at": rfc3339(delivery.next_at) if pending else None,
        "status": delivery.status,
        "error": delivery.error,
    }


def _sent(document: dict[str, Any], *, status: int = 200) -> HttpResponse:
    response = HttpResponse(orjson.dumps(document), status=status, content_type="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response
