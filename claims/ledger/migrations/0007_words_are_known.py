"""The words of what is published, for typing errors and spellings; texts are searched as their words alone."""

from itertools import islice
from typing import Any

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.contrib.postgres.operations import TrigramExtension
from django.db import connection, migrations, models

from claims.ledger.lexicon import relearn
from factreg.copying import array
from factreg.spelling import words_of

TABLES = ("publisher", "source", "actor", "event", "claim")


def words_alone(apps: Any, schema_editor: Any) -> None:
    """Take marks and punctuation out of what is searched: PostgreSQL made numbers below zero of some hyphens."""
    for table in TABLES:
        model = apps.get_model("ledger", f"Published{table}")
        rows = model.objects.exclude(folded="").values_list("seq", "folded").iterator(chunk_size=2000)
        while some := list(islice(rows, 2000)):
            with connection.cursor() as cursor:
                cursor.execute(
                    f"""
                    UPDATE ledger_published{table} AS version SET folded = new.folded
                    FROM unnest(%s::bigint[], %s::text[]) AS new(seq, folded)
                    WHERE version.seq = new.seq AND version.folded <> new.folded
                    """,
                    [array(seq for seq, _ in some), array(" ".join(words_of(folded)) for _, folded in some)],
                )


def learn(apps: Any, schema_editor: Any) -> None:
    relearn()


class Migration(migrations.Migration):
    dependencies = [("ledger", "0006_redirects_are_found_by_survivor")]

    operations = [
        TrigramExtension(),
        migrations.CreateModel(
            name="PublishedWord",
            fields=[
                ("word", models.TextField(help_text="Folded.", primary_key=True, serialize=False)),
                ("name", models.BooleanField(help_text="It is part of a name, or is written as one.")),
                (
                    "sounds",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(),
                        default=list,
                        help_text="Of names: what their spellings have in common.",
                        size=None,
                    ),
                ),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["word"], name="published_word_like", opclasses=["gin_trgm_ops"]
                    ),
                    django.contrib.postgres.indexes.GinIndex(
                        condition=models.Q(("name", True)), fields=["sounds"], name="published_word_sounds"
                    ),
                ],
            },
        ),
        migrations.RunPython(words_alone, migrations.RunPython.noop, elidable=True),
        migrations.RunPython(learn, migrations.RunPython.noop, elidable=True),
    ]
