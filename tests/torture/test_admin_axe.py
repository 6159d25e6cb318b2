"""Every page of the workbench, of every model: no barrier, light or dark, and nothing too wide."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page

from tests.browser.admin_pages import Walker, every_address
from tests.browser.busy_registry import fill_registry
from tests.browser.test_admin import log_in

pytestmark = pytest.mark.django_db(transaction=True)


def test_every_page_reads_aloud_light_and_dark_and_fits(open_browser: Callable[..., Page]) -> None:
    walker = Walker(log_in(open_browser(expecting=(403, 404, 405)), name="administrator"))
    administrator = User.objects.get(username="administrator")
    administrator.is_superuser = True
    administrator.save()
    walked = every_address(fill_registry(by=administrator))

    for address in walked:
        walker.go_to(address)

    assert walker.faults == []
    assert len(walker.seen) > len({address.route for address in walked}) / 2
