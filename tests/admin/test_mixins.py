"""The admin classes are put together of mixins: none may take another's private method for its own."""

from __future__ import annotations

import inspect
from collections import defaultdict
from typing import Any

import pytest
from django.contrib import admin

pytestmark = pytest.mark.no_database


def private(owner: type) -> set[str]:
    return {name for name, held in vars(owner).items() if name.startswith("_") and inspect.isfunction(held)}


@pytest.mark.parametrize("made", admin.site._registry.values(), ids=lambda made: type(made).__name__)
def test_no_private_method_of_one_mixin_hides_that_of_another(made: Any) -> None:
    owners = defaultdict(set)
    for owner in type(made).__mro__:
        if owner.__module__.startswith("claims."):
            for name in private(owner):
                owners[name].add(owner.__name__)

    assert {name: held for name, held in owners.items() if len(held) > 1 and not name.startswith("__")} == {}
