"""An editor's desk, as the workbench's tests have it."""

from tests.admin.conftest import desk, editor

__all__ = ["desk", "editor"]
