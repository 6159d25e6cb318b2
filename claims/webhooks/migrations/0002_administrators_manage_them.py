"""Administrators may make and change endpoints, and have messages sent again, as claims.roles says."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

from claims.roles import ROLES


def let_administrators_manage_webhooks(apps, schema_editor):
    app = apps.get_app_config("webhooks")
    # Permissions are made after the last migration; these are needed now.
    app.models_module = True
    create_permissions(app, apps=apps, verbosity=0, using=schema_editor.connection.alias)
    app.models_module = None
    made = apps.get_model("auth", "Permission").objects.filter(content_type__app_label="webhooks")
    for group in apps.get_model("auth", "Group").objects.filter(name__in=ROLES):
        group.permissions.add(*[each for each in made if f"webhooks.{each.codename}" in ROLES[group.name]])


class Migration(migrations.Migration):
    dependencies = [
        ("webhooks", "0001_endpoints_and_deliveries"),
        ("claims", "0003_the_roles"),
    ]
    operations = [migrations.RunPython(let_administrators_manage_webhooks, migrations.RunPython.noop)]
