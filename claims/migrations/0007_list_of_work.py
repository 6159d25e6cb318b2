"""The list of work as a view, who edited what was not published yet, and the groups as claims.roles now has them."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

from claims.roles import ROLES

TITLES = {
    ("sources_publisher", "publisher"): "r.name",
    ("sources_source", "source"): "r.title",
    ("claims_actor", "actor"): "concat_ws(', ', r.name, nullif(r.role, ''))",
    ("claims_event", "event"): "r.title",
    ("claims_claim", "claim"): "coalesce(nullif(r.question, ''), r.text)",
    ("claims_contradiction", "contradiction"): "r.reason",
    ("claims_counter_accusation", "counter-accusation"): "r.reason",
}
PART = """
SELECT r.key, '{type}'::varchar(20) AS type, r.id AS row_id, r.slug, left({title}, 200) AS title, r.public_state,
    r.work_state, r.revision, r.edited_by_id, w.assigned_to_id, w.submitted_by_id, w.moved_at
FROM {table} AS r LEFT JOIN claims_review AS w ON w.key = r.key
"""
VIEW = " UNION ALL ".join(PART.format(type=type_, title=title, table=table) for (table, type_), title in TITLES.items())
# The trigger puts who edited last on the list.
WHO_EDITED = [
    f"UPDATE {table} SET revision = revision WHERE work_state <> 'clean' AND edited_by_id IS NOT NULL"  # noqa: S608 - names of ours
    for table, _ in TITLES
]


def give_permissions(apps, schema_editor):
    for label in ("auth", "sources", "claims", "ledger"):
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
        group.permissions.add(*[permissions[name] for name in named if name in permissions])


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("ledger", "0005_entries_follow_in_time"),
        ("sources", "0004_who_edited_is_kept"),
        ("claims", "0006_review_and_work"),
    ]
    operations = [
        migrations.RunSQL(f"CREATE VIEW claims_work_item AS {VIEW}", "DROP VIEW claims_work_item"),
        migrations.RunSQL(WHO_EDITED, migrations.RunSQL.noop),
        migrations.RunPython(give_permissions, migrations.RunPython.noop),
    ]
