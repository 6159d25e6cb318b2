"""Annotators may import and label, editors may undo others' imports, as claims.roles says."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

from claims.roles import ROLES

MODELS = ("import", "label")


def let_the_roles_import(apps, schema_editor):
    app = apps.get_app_config("claims")
    # Permissions are made after the last migration; these are needed now.
    app.models_module = True
    create_permissions(app, apps=apps, verbosity=0, using=schema_editor.connection.alias)
    app.models_module = None
    made = apps.get_model("auth", "Permission").objects.filter(
        content_type__app_label="claims", content_type__model__in=MODELS
    )
    for group in apps.get_model("auth", "Group").objects.filter(name__in=ROLES):
        group.permissions.add(*[each for each in made if f"claims.{each.codename}" in ROLES[group.name]])


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0011_imports_are_remembered"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="columnmap",
            options={"default_permissions": (), "ordering": ["name"]},
        ),
        migrations.AlterModelOptions(
            name="import",
            options={"default_permissions": ("add", "view", "delete"), "ordering": ["-id"]},
        ),
        migrations.AlterModelOptions(
            name="importedrecord",
            options={"default_permissions": (), "ordering": ["id"]},
        ),
        migrations.AlterModelOptions(
            name="labelledrecord",
            options={"default_permissions": (), "ordering": ["id"]},
        ),
        migrations.RunPython(let_the_roles_import, migrations.RunPython.noop),
    ]
