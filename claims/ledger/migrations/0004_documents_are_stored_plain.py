"""Documents are read far more often than written: stored as they are sent, in the row where they fit."""

from django.db import migrations

TABLES = [
    "publisher",
    "source",
    "actor",
    "event",
    "claim",
    "contradiction",
    "counteraccusation",
    "statement",
    "assessment",
]


def alter(storage: str, target: str) -> str:
    tables = [f"ledger_published{name}" for name in TABLES]
    columns = [
        f'ALTER TABLE "{table}" ALTER COLUMN document SET STORAGE {storage};' for table in [*tables, "ledger_entry"]
    ]
    return "\n".join([*columns, *(f'ALTER TABLE "{table}" {target};' for table in tables)])


class Migration(migrations.Migration):
    dependencies = [("ledger", "0003_pending_readers")]

    operations = [
        migrations.RunSQL(
            alter("EXTERNAL", "SET (toast_tuple_target = 8160)"),
            alter("EXTENDED", "RESET (toast_tuple_target)"),
        )
    ]
