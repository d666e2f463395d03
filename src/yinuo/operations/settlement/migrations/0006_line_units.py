from django.db import migrations, models
from django.db.models import OuterRef, Subquery, Value
from django.db.models.functions import Coalesce


def units_of_parts(apps, schema_editor):
    """What was invoiced before is counted as its part is counted now."""
    lines = apps.get_model("settlement", "InvoiceLine").objects.using(schema_editor.connection.alias)
    ordered = apps.get_model("orders", "Line").objects.filter(pk=OuterRef("line_id"))
    lines.filter(kind="part").exclude(line_id=0).update(unit=Coalesce(Subquery(ordered.values("part__unit")[:1]), Value("")))


class Migration(migrations.Migration):
    dependencies = [
        ("settlement", "0005_rare_payments"),
        ("orders", "__first__"),
        ("stock", "__first__"),
    ]

    operations = [
        migrations.AddField(model_name="invoiceline", name="unit", field=models.CharField(blank=True, default="", max_length=12)),
        migrations.RunPython(units_of_parts, migrations.RunPython.noop),
    ]
