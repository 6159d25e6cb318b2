"""Editors may merge, annotators say what differs, as claims.roles says."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

from claims.roles import ROLES

GIVEN = ("merge", "differentpair", "view_merge")


def let_the_roles_merge(apps, schema_editor):
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
        ("claims", "0013_merges_and_different_pairs"),
        ("ledger", "0006_redirects_are_found_by_survivor"),
    ]
    operations = [migrations.RunPython(let_the_roles_merge, migrations.RunPython.noop)]
