"""How the settings of operations are written, and what is said where they are not. For factreg/settings.py alone."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Network, ip_network

from django.core.exceptions import ImproperlyConfigured

_CONTACTS = ("mailto:", "https://", "tel:")
_SHORTEST_TOKEN = 20


def contacts(given: Sequence[str]) -> list[str]:
    if not all(contact.startswith(_CONTACTS) for contact in given):
        raise ImproperlyConfigured("SECURITY_CONTACT: mailto:, https:// or tel: addresses, several between commas")
    return list(given)


def token(given: str) -> str:
    if given and len(given) < _SHORTEST_TOKEN:
        raise ImproperlyConfigured(f"METRICS_TOKEN: at least {_SHORTEST_TOKEN} characters, kept secret")
    return given


def networks(given: Sequence[str]) -> list[IPv4Network | IPv6Network]:
    try:
        return [ip_network(text) for text in given]
    except ValueError as error:
        raise ImproperlyConfigured(f"METRICS_NETWORKS: {error}; write 127.0.0.1/32,::1/128") from error


def one_of(name: str, given: str, *values: str) -> str:
    if given not in values:
        raise ImproperlyConfigured(f"{name} is one of {', '.join(values)}")
    return given
