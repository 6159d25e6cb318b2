"""What the index of the bulk files holds."""

from __future__ import annotations

from claims.public.describing import Schema, listed, or_null, shape, text, time, whole, yes_or_no


def exports() -> dict[str, Schema]:
    """The components of the index."""
    copy = {
        "path": text("Its name."),
        "bytes": whole("Its size."),
        "sha256": text("SHA-256 of its bytes, hexadecimal; also its ETag."),
        "url": text("Path of it in this set."),
    }
    compressed = shape("A compressed copy.", **copy)
    file = {
        **copy,
        "media_type": text("What it is."),
        "rows": or_null(whole("How many records, entries or ratings it holds.")),
        "compressed": {
            "type": "object",
            "description": "Compressed copies, by encoding: `gzip`, `zstd`.",
            "additionalProperties": compressed,
        },
    }
    licence = shape("The licence of the content.", name=text("Its name."), url=text("Where it can be read."))
    changes = shape(
        "Entries of the ledger, as `changes/` gives them.",
        **file,
        after=whole("The position of an earlier set."),
        upto=whole("The position up to which it leads."),
    )
    index = shape(
        "The bulk files that are in place. Before any was built, all but `licence`, `withheld` and the lists is null.",
        set=or_null(text("The name of the set.")),
        position=or_null(whole("The position of the ledger that all of its files show.")),
        at=or_null(time("When the entry at that position was entered (UTC).")),
        built_at=or_null(time("When the set was finished (UTC).")),
        release=or_null(text("The release of the program that built it.")),
        licence=or_null(licence),
        withheld=yes_or_no("Something was taken down since: files answer 503 until the next set is in place."),
        files=listed(shape("A file.", **file), "The files."),
        changes=listed(changes, "What was entered between earlier sets and this one."),
    )
    return {"Exports": index}
