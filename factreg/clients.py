"""Where a request comes from, behind as many proxies as the settings say; and its network, hashed, for counting."""

from __future__ import annotations

from datetime import date
from ipaddress import IPv6Address, ip_address

from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

# The most that providers give to one customer (RFC 6177), who has as many addresses in it as they like.
_IPV6_NETWORK = 48


def address_of(request: HttpRequest) -> str:
    """The client's address: what the outermost of our own proxies saw. What stands before that, anybody can write."""
    seen = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    if settings.PROXIES and seen:
        return seen[-min(settings.PROXIES, len(seen))]
    return str(request.META.get("REMOTE_ADDR", ""))


def network_of(address: str) -> str:
    """What one client has for itself: an IPv4 address, or the /48 of an IPv6 address. Other text stays as it is."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv6Address):
        if found.ipv4_mapped:
            return str(found.ipv4_mapped)
        return f"{int(found) >> (128 - _IPV6_NETWORK):x}/{_IPV6_NETWORK}"
    return str(found)


def hashed(address: str, *, day: date) -> str:
    """The address's network as 32 hexadecimal digits, hashed with a secret of that day."""
    return salted_hmac(f"factreg.clients.{day.isoformat()}", network_of(address), algorithm="sha256").hexdigest()[:32]
