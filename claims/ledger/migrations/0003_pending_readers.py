"""What a claim says was read becomes a column, and an event's readers can be pending as a whole."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_the_ledger_begins")]

    operations = [
        migrations.DeleteModel("PendingRecomposition"),
        migrations.CreateModel(
            name="PendingRecomposition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.UUIDField(help_text="The record's key.")),
                ("type", models.CharField(help_text="The record's type, or `readers`.", max_length=20)),
                (
                    "cause",
                    models.BigIntegerField(help_text="The entry because of which it is to be recomposed."),
                ),
            ],
            options={"ordering": ["cause", "id"]},
        ),
        migrations.AddConstraint(
            model_name="pendingrecomposition",
            constraint=models.UniqueConstraint(fields=("type", "key"), name="ledger_pending_once"),
        ),
        migrations.AddField(
            model_name="publishedclaim",
            name="read_count",
            field=models.PositiveIntegerField(default=0, help_text="How many sources its standing says were read."),
        ),
        migrations.AddField(
            model_name="publishedclaim",
            name="read_latest",
            field=models.CharField(help_text="The date of the latest of these, EDTF.", max_length=80, null=True),
        ),
    ]
