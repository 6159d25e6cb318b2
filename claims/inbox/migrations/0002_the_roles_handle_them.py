"""Annotators may work on reports, editors answer them, as claims.roles says."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

from claims.roles import ROLES


def let_the_roles_handle_reports(apps, schema_editor):
    app = apps.get_app_config("inbox")
    # Permissions are made after the last migration; these are needed now.
    app.models_module = True
    create_permissions(app, apps=apps, verbosity=0, using=schema_editor.connection.alias)
    app.models_module = None
    made = apps.get_model("auth", "Permission").objects.filter(content_type__app_label="inbox")
    for group in apps.get_model("auth", "Group").objects.filter(name__in=ROLES):
        group.permissions.add(*[each for each in made if f"inbox.{each.codename}" in ROLES[group.name]])


class Migration(migrations.Migration):
    dependencies = [
        ("inbox", "0001_reports_of_readers"),
        ("claims", "0003_the_roles"),
    ]
    operations = [migrations.RunPython(let_the_roles_handle_reports, migrations.RunPython.noop)]
