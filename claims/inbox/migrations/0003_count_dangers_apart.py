"""Reports of a person in danger are counted apart from the others."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("inbox", "0002_the_roles_handle_them"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="arrival",
            name="inbox_arrival_of",
        ),
        migrations.RemoveIndex(
            model_name="arrival",
            name="inbox_arrival_at",
        ),
        migrations.AddField(
            model_name="arrival",
            name="danger",
            field=models.BooleanField(
                default=False, help_text="Whether a person was said to be in danger: such reports are counted apart."
            ),
        ),
        migrations.AddIndex(
            model_name="arrival",
            index=models.Index(fields=["danger", "sender", "-at"], name="inbox_arrival_of"),
        ),
        migrations.AddIndex(
            model_name="arrival",
            index=models.Index(fields=["danger", "-at"], name="inbox_arrival_at"),
        ),
    ]
