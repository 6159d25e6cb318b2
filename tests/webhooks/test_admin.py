"""In the workbench administrators make endpoints, see what became of messages, and have them sent again."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from claims.ledger.publish import publish
from claims.webhooks.models import Delivery, Endpoint, Secret
from tests.admin.forms import Desk, list_url
from tests.factories import make_actor
from tests.webhooks.receiving import Receiver, deliver_all, make_endpoint, make_key


def test_secret_is_shown_once_when_an_endpoint_is_made(administrator: Desk) -> None:
    key, _ = make_key()

    page = administrator.add(Endpoint).type(key=key.pk, url="https://receiver.example/hook", types="claim.*").send()

    shown = re.findall(r"whsec_[A-Za-z0-9+/=]+", page.text)
    endpoint = Endpoint.objects.get()
    assert shown == [Secret.objects.get().secret]
    assert "no-store" in page.response.headers["Cache-Control"]
    assert shown[0] not in administrator.edit(endpoint).text
    assert (endpoint.key, endpoint.types) == (key, ["claim.*"])


def test_disabled_endpoint_is_enabled_replayed_and_given_a_new_secret(administrator: Desk, receiver: Receiver) -> None:
    make_endpoint(receiver.url)
    publish(record=make_actor(), by=None)
    receiver.answers("410 Gone")
    deliver_all()
    form = administrator.edit(Endpoint.objects.get())
    assert "It answered 410 Gone" in form.text

    page = form.type(state="active", new_secret="on", send_again_after=0).send()
    deliver_all()

    assert "whsec_" in page.text
    assert len(receiver.messages) == 2
    assert (Endpoint.objects.get().state, Secret.objects.count()) == ("active", 2)


def test_message_is_sent_again_from_the_list(administrator: Desk, receiver: Receiver) -> None:
    make_endpoint(receiver.url)
    publish(record=make_actor(), by=None)
    deliver_all()
    delivery = Delivery.objects.get()

    administrator.client.post(list_url(Delivery), {"action": "send_again", "_selected_action": [delivery.pk]})
    deliver_all()

    assert len(receiver.messages) == 2
    assert Delivery.objects.get().tried_at <= timezone.now()


@pytest.mark.parametrize("model", [Endpoint, Delivery])
def test_editors_see_no_webhooks(desk: Any, model: type[Endpoint | Delivery]) -> None:
    client: Client = desk("editor").client

    assert client.get(list_url(model)).status_code == 403
