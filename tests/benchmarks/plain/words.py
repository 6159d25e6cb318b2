"""Template filters: what the models hold in a reader's words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from claims import vocabulary
from claims.models import Figure, Statement
from claims.public.pages.claimed_figure import number_words
from claims.public.pages.language_names import language_name
from claims.public.pages.latest import action_words
from claims.public.pages.moments import Moment
from claims.public.pages.timeline import does
from claims.public.pages.words import (
    bare,
    capital,
    date_words,
    definition_of,
    elements_words,
    label_of,
    lang,
    listed_apart,
    moment_words,
    small,
)
from claims.vocabulary import Wording
from factreg.http import rfc3339
from sources.vocabulary import SourceKind

register = template.Library()
register.filter("action", action_words)
register.filter("bare", bare)
register.filter("capital", capital)
register.filter("date_words", date_words)
register.filter("elements", elements_words)
register.filter("lang", lang)
register.filter("rfc3339", rfc3339)
register.filter("small", small)


@register.filter
def moment(at: datetime) -> str:
    return moment_words(at.astimezone(UTC).isoformat())


@register.filter
def day(at: datetime) -> str:
    return date_words(at.astimezone(UTC).date().isoformat())


@register.filter
def minute(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%MZ}"


@register.filter
def label(value: str, name: str) -> str:
    return label_of(SourceKind if name == "SourceKind" else getattr(vocabulary, name), value)


@register.filter
def definition(value: str, name: str) -> str:
    return definition_of(getattr(vocabulary, name), value)


@register.filter
def listed(named: Iterable[Any]) -> SafeString:
    """The names of actors, or names, as a list in words."""
    return listed_apart(list(dict.fromkeys(one if isinstance(one, str) else one.name for one in named)))


@register.filter
def number(figure: Figure) -> str:
    return number_words(figure.low, figure.high, figure.quantifier)


@register.filter
def sentence(statement: Statement) -> str:
    party = {"id": statement.party.slug, "name": statement.party.name}
    return does({"stance": statement.stance, "elements": statement.elements, "party": party}, who="party")


@register.filter
def in_language(language: str, wording: str = "") -> str:
    """In which language words are, and whether they are the speaker's own or the source's rendering of them."""
    named = language_name(language)
    if wording == Wording.AS_RELAYED:
        if not named:
            return gettext("Words as the source relays them")
        return gettext("In {language}, as the source relays them").format(language=named)
    if not named:
        return ""
    if wording == Wording.ORIGINAL:
        return gettext("Original words, in {language}").format(language=named)
    return gettext("In {language}").format(language=named)


@register.filter
def what(moment: dict[str, Any]) -> str:
    return Moment(**moment).what
