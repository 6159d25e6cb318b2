"""The head of an empty ledger: position 0, before all time."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]

    operations = [
        migrations.RunSQL(
            "INSERT INTO ledger_head (id, seq, at) VALUES (1, 0, '1970-01-01T00:00:00Z')",
            migrations.RunSQL.noop,
        )
    ]
