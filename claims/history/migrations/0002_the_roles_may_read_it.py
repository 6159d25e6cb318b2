"""Annotators and editors may read the history, as claims.roles says."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

from claims.roles import ROLES

READ = "view_change"


def let_the_roles_read(apps, schema_editor):
    app = apps.get_app_config("history")
    # Permissions are made after the last migration; this one is needed now.
    app.models_module = True
    create_permissions(app, apps=apps, verbosity=0, using=schema_editor.connection.alias)
    app.models_module = None
    permission = apps.get_model("auth", "Permission").objects.get(content_type__app_label="history", codename=READ)
    for group in apps.get_model("auth", "Group").objects.filter(name__in=ROLES):
        group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("history", "0001_changes_of_editorial_rows"),
        ("claims", "0003_the_roles"),
    ]
    operations = [migrations.RunPython(let_the_roles_read, migrations.RunPython.noop)]
