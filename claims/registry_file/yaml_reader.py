"""YAML as events: every scalar as its text, so that `slug: no` stays no and 12:30 stays 12:30.

Anchors, aliases, tags and second documents are refused: a registry file needs none of them, and bombs are made of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import TextIOBase
from typing import Any, TextIO, cast

import yaml

from claims.registry_file.nodes import Event, FileError, Kind

_NULL = {"", "~", "null", "Null", "NULL"}

try:
    _Loader: type = yaml.CBaseLoader
except AttributeError:  # PyYAML built without libyaml: the same events, ten times slower
    _Loader = yaml.BaseLoader


def yaml_events(file: TextIO | TextIOBase) -> Iterator[Event]:
    """The events of the one document in the file. FileError with the line where it is no YAML."""
    documents = 0
    try:
        for event in yaml.parse(cast("TextIO", file), Loader=_Loader):
            line = event.start_mark.line + 1 if event.start_mark else 1
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise FileError("a second document begins here; a file holds one.", line=line)
            yield from _translate(event, line=line)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        what = " ".join(part for part in (error.context, error.problem) if part)
        raise FileError(f"not YAML: {what}.", line=mark.line + 1 if mark else 1) from error
    except yaml.YAMLError as error:
        raise FileError(f"not YAML: {error}".replace("\n", " "), line=1) from error


def _translate(event: Any, *, line: int) -> Iterator[Event]:
    if isinstance(event, yaml.AliasEvent):
        raise FileError(f"`*{event.anchor}` is an alias; write the value out.", line=line)
    if getattr(event, "anchor", None):
        raise FileError(f"`&{event.anchor}` is an anchor; write the value out.", line=line)
    if getattr(event, "tag", None):
        raise FileError(f"`{event.tag}` is a tag; every value is text and needs none.", line=line)
    if isinstance(event, yaml.ScalarEvent):
        null = event.style in (None, "") and event.implicit[0] and event.value in _NULL
        yield Kind.SCALAR, None if null else event.value, line
    elif isinstance(event, yaml.MappingStartEvent):
        yield Kind.MAPPING, None, line
    elif isinstance(event, yaml.SequenceStartEvent):
        yield Kind.SEQUENCE, None, line
    elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
        yield Kind.END, None, line
