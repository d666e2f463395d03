"""Keys sort by code point on PostgreSQL too, so that a prefix is one range of the index."""

from django.db import migrations


def sort_by_code_point(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute('ALTER TABLE search_searchkey ALTER COLUMN key TYPE varchar(40) COLLATE "C"')


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]
    operations = [migrations.RunPython(sort_by_code_point, migrations.RunPython.noop)]
