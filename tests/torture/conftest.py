"""The long proofs in a browser open it as the tests of the suite do."""

from tests.browser.conftest import chromium, demo_log_ins, open_browser  # noqa: F401 - fixtures
