"""Compute the key of each address there is. Not an edit: nothing that anybody reads changes by it."""

from django.db import connection, migrations

from sources.addresses import url_key


def give_keys(apps, schema_editor):
    source = apps.get_model("sources", "Source")
    with connection.cursor() as cursor:
        # As the door does: what it writes makes no edit that is under way stale.
        cursor.execute("SELECT set_config('factreg.door', 'open', true)")
        rows = source.objects.exclude(url="").values_list("pk", "url")
        for pk, url in rows.iterator(chunk_size=5_000):
            source.objects.filter(pk=pk).update(url_key=url_key(url))
        cursor.execute("SELECT set_config('factreg.door', '', true)")


class Migration(migrations.Migration):
    dependencies = [("sources", "0005_sources_are_found_under_other_addresses")]
    operations = [migrations.RunPython(give_keys, migrations.RunPython.noop)]
