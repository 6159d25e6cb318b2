"""`datapackage.json`: the tables as a Frictionless data package, each with its schema by the registry of columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import orjson
from django.conf import settings

from claims.public.bulk.contents import PROOF_COLUMNS, PROOFS, WHOLE
from claims.public.bulk.outputs import Facts
from claims.public.bulk.shelf import licence
from claims.public.columns import COLUMNS, Column, Kind

NAME = "datapackage.json"

TYPES: Mapping[Kind, str] = {
    Kind.TEXT: "string",
    Kind.LIST: "string",
    Kind.WHOLE: "integer",
    Kind.DECIMAL: "number",
    Kind.YES_OR_NO: "boolean",
    Kind.TIME: "datetime",
}
_DIALECT = {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True, "header": True}


def package(*, position: int, created: str, files: Iterable[Facts]) -> bytes:
    """The descriptor of the CSV files among these."""
    schemas = {f"{resource.name}.csv": (resource.help, _schema(COLUMNS[resource.type])) for resource in WHOLE}
    schemas[PROOFS] = ("What each document of a record can be checked by.", _proof_schema())
    document: dict[str, Any] = {
        "profile": "tabular-data-package",
        "name": "factreg",
        "title": "factreg: who claims what, who denies it, and where",
        "homepage": f"{settings.SITE_URL}/",
        "id": f"{settings.SITE_URL}/api/v1/exports/",
        "version": str(position),
        "created": created,
        "resources": [_resource(file, *schemas[file.path]) for file in files if file.path in schemas],
    }
    if found := licence():
        document["licenses"] = [{"title": found["name"], "path": found["url"]}]
    return orjson.dumps(document, option=orjson.OPT_INDENT_2)


def _resource(file: Facts, help_: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": file.path.removesuffix(".csv"),
        "path": file.path,
        "description": help_,
        "format": "csv",
        "mediatype": file.media_type,
        "encoding": "utf-8",
        "bytes": file.bytes,
        "hash": f"sha256:{file.sha256}",
        "rows": file.rows,
        "dialect": _DIALECT,
        "schema": schema,
    }


def _schema(columns: Iterable[Column]) -> dict[str, Any]:
    fields = [{"name": column.name, "type": TYPES[column.kind], "description": column.help} for column in columns]
    return {"fields": fields, "missingValues": [""], "primaryKey": ["id"]}


def _proof_schema() -> dict[str, Any]:
    whole = ("seq", "version")
    fields = [
        {"name": name, "type": "integer" if name in whole else "string", "description": help_}
        for name, help_ in PROOF_COLUMNS.items()
    ]
    return {"fields": fields, "missingValues": [""], "primaryKey": ["seq"]}
