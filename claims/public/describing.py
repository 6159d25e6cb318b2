"""The words in which schemas.py describes documents: JSON Schema made from fields and vocabularies.

A stored field's description is its model's help text, so that admin, schema and data agree.
"""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import models

from factreg.choices import DefinedChoices

Schema = dict[str, Any]

# The version of the project since which a field is there: of the first one, unless a schema says otherwise.
SINCE, FIRST_VERSION = "x-since", "0.1"


def stored(path: str, help_: str = "") -> Schema:
    """A field as the document shows it: `stored("claims.Claim.text")`. Empty text is null there."""
    app, model, name = path.split(".")
    field: Any = apps.get_model(app, model)._meta.get_field(name)
    description = help_ or str(field.help_text)
    if isinstance(field, ArrayField):
        return listed(_base(field.base_field), description)
    schema = {**_base(field), "description": description}
    if field.null or field.blank:
        return or_null(schema)
    return schema


def _base(field: Any) -> Schema:
    if isinstance(field, models.IntegerField) and not field.choices:
        return {"type": "integer"}
    if isinstance(field, models.DateTimeField):
        return {"type": "string", "format": "date-time"}
    schema: Schema = {"type": "string"}
    if field.choices:
        schema["enum"] = [value for value, _label in field.choices if value]
    return schema


def text(help_: str, **more: Any) -> Schema:
    return {"type": "string", "description": help_, **more}


def whole(help_: str) -> Schema:
    return {"type": "integer", "description": help_}


def yes_or_no(help_: str) -> Schema:
    return {"type": "boolean", "description": help_}


def time(help_: str) -> Schema:
    return text(help_, format="date-time")


def word(vocabulary: type[DefinedChoices], help_: str) -> Schema:
    """A word of a vocabulary, each defined."""
    defined = "\n".join(f"* `{choice.value}`: {choice.definition}" for choice in vocabulary)
    return text(f"{help_}\n\n{defined}", enum=list(vocabulary.values))


def or_null(schema: Schema) -> Schema:
    """The same, or null."""
    if "$ref" in schema:
        return {"anyOf": [schema, {"type": "null"}]}
    if "type" not in schema:
        return {**schema, "anyOf": [*schema["anyOf"], {"type": "null"}]}
    nullable = {**schema, "type": [schema["type"], "null"]}
    if "enum" in schema:
        nullable["enum"] = [*schema["enum"], None]
    return nullable


def listed(item: Schema, help_: str, **more: Any) -> Schema:
    return {"type": "array", "items": item, "description": help_, **more}


def since(version: str, schema: Schema) -> Schema:
    """A field that came with a later version: `since("0.2", text("..."))`."""
    return {**schema, SINCE: version}


def shape(help_: str, /, **fields: Schema) -> Schema:
    """An object of these fields, all of them always there. `as_` stands for the key `as`."""
    properties = {name.rstrip("_"): schema for name, schema in fields.items()}
    return {
        "type": "object",
        "description": help_,
        "properties": properties,
        "required": list(properties),
    }


def with_more(base: Schema, help_: str, /, **fields: Schema) -> Schema:
    """The shape with further fields."""
    return shape(help_, **{**base["properties"], **fields})


def ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}
