"""Administrators may make and revoke keys, as claims.roles says."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

from claims.roles import ROLES


def let_administrators_make_keys(apps, schema_editor):
    app = apps.get_app_config("access")
    # Permissions are made after the last migration; these are needed now.
    app.models_module = True
    create_permissions(app, apps=apps, verbosity=0, using=schema_editor.connection.alias)
    app.models_module = None
    made = apps.get_model("auth", "Permission").objects.filter(content_type__app_label="access")
    for group in apps.get_model("auth", "Group").objects.filter(name__in=ROLES):
        group.permissions.add(*[each for each in made if f"access.{each.codename}" in ROLES[group.name]])


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0001_keys_and_counts"),
        ("claims", "0003_the_roles"),
    ]
    operations = [migrations.RunPython(let_administrators_make_keys, migrations.RunPython.noop)]
