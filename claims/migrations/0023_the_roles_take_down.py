"""Editors see what is to be taken down, administrators erase and hold, as claims.roles says."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

from claims.roles import ROLES

GIVEN = ("view_takedown", "view_legalhold", "ledger.erase", "ledger.hold")


def let_the_roles_take_down(apps, schema_editor):
    for label in ("claims", "ledger"):
        app = apps.get_app_config(label)
        # Permissions are made after the last migration; these are needed now.
        app.models_module = True
        create_permissions(app, apps=apps, verbosity=0, using=schema_editor.connection.alias)
        app.models_module = None
    permissions = {
        f"{each.content_type.app_label}.{each.codename}": each
        for each in apps.get_model("auth", "Permission").objects.select_related("content_type")
    }
    for role, named in ROLES.items():
        group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=role)
        group.permissions.add(*[permissions[name] for name in named if name.endswith(GIVEN) and name in permissions])


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0022_takedowns_and_legal_holds"),
        ("ledger", "0009_erasing"),
    ]
    operations = [migrations.RunPython(let_the_roles_take_down, migrations.RunPython.noop)]
