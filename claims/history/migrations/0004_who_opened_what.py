"""It is written down who opened what not everybody may see, and administrators may read it."""

import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
from django.contrib.auth.management import create_permissions
from django.db import migrations, models

from claims.roles import ADMINISTRATOR

READ = "view_viewing"


def let_administrators_read(apps, schema_editor):
    app = apps.get_app_config("history")
    # Permissions are made after the last migration; this one is needed now.
    app.models_module = True
    create_permissions(app, apps=apps, verbosity=0, using=schema_editor.connection.alias)
    app.models_module = None
    permission = apps.get_model("auth", "Permission").objects.get(content_type__app_label="history", codename=READ)
    for group in apps.get_model("auth", "Group").objects.filter(name=ADMINISTRATOR):
        group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("history", "0003_values_are_forgotten_when_erased"),
    ]

    operations = [
        migrations.CreateModel(
            name="Viewing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, help_text="When.")),
                ("by_id", models.BigIntegerField(help_text="Who, by the number of the log-in, which may be gone.")),
                (
                    "by_name",
                    models.CharField(
                        help_text="Who, by the name of the log-in then.", max_length=150, verbose_name="by"
                    ),
                ),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("report", "reports by readers"),
                            ("hidden", "what was taken down"),
                            ("takedown", "takedowns and holds"),
                            ("audit", "who opened what"),
                        ],
                        help_text="What sort of thing it was.",
                        max_length=8,
                    ),
                ),
                (
                    "subject",
                    models.CharField(
                        help_text="Which: a record's type and address, a report's number.", max_length=200
                    ),
                ),
                ("page", models.CharField(help_text="The page, by the name that the code has for it.", max_length=80)),
                (
                    "client",
                    models.CharField(
                        help_text="The network it was asked from, shortened.", max_length=50, verbose_name="from"
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "default_permissions": ("view",),
                "indexes": [
                    models.Index(fields=["at"], name="history_viewing_at"),
                    models.Index(fields=["by_name", "id"], name="history_viewing_by"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("what__in", ["report", "hidden", "takedown", "audit"])),
                        name="history_viewing_what_is_known",
                        violation_error_message="what: choose one of report, hidden, takedown, audit.",
                    )
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="viewing",
            trigger=pgtrigger.compiler.Trigger(
                name="never_changed",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="b02f26b6a68f9665838880edfb7d3aada28e8617",
                    operation="UPDATE",
                    pgid="pgtrigger_never_changed_29f3f",
                    table="history_viewing",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="viewing",
            trigger=pgtrigger.compiler.Trigger(
                name="no_truncate",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION '%: append-only, not to be truncated', TG_TABLE_NAME USING ERRCODE = 'check_violation';",
                    hash="6760073b7251010ee247599f3b51eaee595970b0",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_no_truncate_c84de",
                    table="history_viewing",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="viewing",
            trigger=pgtrigger.compiler.Trigger(
                name="kept",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\nIF OLD.at > now() - interval '365 days' THEN\n    RAISE EXCEPTION 'viewing: kept for 365 days' USING ERRCODE = 'check_violation';\nEND IF;\nRETURN OLD;\n",
                    hash="97c09777851ce05f0d111b147a69af94cb8ac69b",
                    operation="DELETE",
                    pgid="pgtrigger_kept_fd8d2",
                    table="history_viewing",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.RunPython(let_administrators_read, migrations.RunPython.noop),
    ]
