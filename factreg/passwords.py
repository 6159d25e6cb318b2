"""Which passwords are too easily guessed here, besides common ones: those made of the registry's own words alone."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError

# Names of the software, of its parts, of roles and of the demo; docs/configuration.md lists them too.
WORDS = [
    "factreg",
    "registry",
    "workbench",
    "claim",
    "claims",
    "denial",
    "fact",
    "facts",
    "check",
    "checks",
    "checker",
    "factcheck",
    "newsroom",
    "annotator",
    "editor",
    "reviewer",
    "administrator",
    "admin",
    "staff",
    "demo",
    "test",
    "login",
    "welcome",
    "password",
    "secret",
]
# A longer password is none of a few words that go round.
_LONGEST = 60
_SHORTEST_LABEL = 4


def own_words() -> set[str]:
    """Those above, those of the settings, and the names in the registry's address."""
    *labels, _ = (urlsplit(settings.SITE_URL).hostname or "").split(".")
    of_address = {label for name in labels for label in name.split("-") if len(label) >= _SHORTEST_LABEL}
    return {_letters(word) for word in (*WORDS, *settings.PASSWORD_WORDS, *of_address)} - {""}


class OwnWordsValidator:
    """Refuses what is nothing but own words, whatever digits and signs stand between."""

    def validate(self, password: str, user: Any = None) -> None:
        letters = _letters(password)
        if letters and len(letters) <= _LONGEST and _is_made_of(letters, own_words()):
            raise ValidationError(
                "The password is made of words that belong to this registry; others try these first.",
                code="password_of_own_words",
            )

    def get_help_text(self) -> str:
        return "Your password can't be made of this registry's own words, such as its name or a role, alone."


def _letters(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalpha())


def _is_made_of(letters: str, words: set[str]) -> bool:
    """Whether words in a row are the letters: place by place, since trying all ways could take for ever."""
    reached = {0}
    for place in range(len(letters)):
        if place in reached:
            reached |= {place + len(word) for word in words if letters.startswith(word, place)}
    return len(letters) in reached
