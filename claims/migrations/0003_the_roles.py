"""The groups of the workbench, so that a new registry has them; claims.roles says what each may do."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

from claims.roles import ROLES


def make_groups(apps, schema_editor):
    for label in ("sources", "claims", "ledger"):
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
        group, made = apps.get_model("auth", "Group").objects.get_or_create(name=role)
        if made:
            group.permissions.set([permissions[name] for name in named if name in permissions])


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("sources", "0002_say_what_counts_a_revision"),
        ("claims", "0002_places_are_located_whole"),
        ("ledger", "0004_documents_are_stored_plain"),
    ]
    operations = [migrations.RunPython(make_groups, migrations.RunPython.noop)]
