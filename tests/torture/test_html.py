"""Every public page is valid HTML, by the Nu Html Checker, in English and in Arabic."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from factreg.embedded import BASE_DIR
from scripts.find_checker import find
from tests.public.every_page import ERRORS, PAGES, in_language, publish_every_page

LONGEST = 600
# Warnings that are left, by how they begin, with the reason.
LEFT = {
    "This document appears to be written in": "records' words, marked with their language, outweigh the page's",
}


@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_page_is_valid(client: Client, tmp_path: Path, language: str) -> None:
    publish_every_page()
    pages = [in_language(path, language) for path in [*PAGES, *ERRORS]]
    for number, path in enumerate(pages):
        (tmp_path / f"{number}.html").write_bytes(client.get(path, follow=True).content)

    said = [(pages[int(Path(one["url"]).stem)], *_words(one)) for one in _vnu(tmp_path)]

    assert [one for one in said if not one[1].startswith(tuple(LEFT))] == []


def _vnu(directory: Path) -> list[dict[str, Any]]:
    command = find("vnu")
    if command is None:
        pytest.skip("vnu is not here and can't be installed")
    result = subprocess.run(
        [*command, "--format", "json", "--exit-zero-always", "--stdout", str(directory)],
        cwd=BASE_DIR,
        check=True,
        capture_output=True,
        text=True,
        timeout=LONGEST,
    )
    messages: list[dict[str, Any]] = json.loads(result.stdout)["messages"]
    return messages


def _words(message: dict[str, Any]) -> tuple[str, str]:
    """What is said, with the words of the page taken out of it, and where."""
    said = re.sub(r"“[^”]*”", "“…”", message["message"]) if len(message["message"]) > 200 else message["message"]
    return said, f"{message.get('lastLine')}: {message.get('extract', '')[:200]}"
