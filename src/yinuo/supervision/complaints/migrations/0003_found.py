"""Complaints that were there before are found by the quick search too."""

from django.db import migrations

from yinuo.core.search.rules import LONGEST_KEY, keys_of, word_keys


def index_all(apps, schema_editor):
    Complaint, SearchKey = apps.get_model("complaints", "Complaint"), apps.get_model("search", "SearchKey")
    for row in Complaint._base_manager.order_by("id").iterator(chunk_size=500):
        unknown = row.customer_id is None
        keys = keys_of(
            ticket=row.number, name=row.contact_name if unknown else "", plate="" if row.vehicle_id else row.plate,
            phones=(row.contact_phone,) if unknown and row.contact_phone else (),
        )  # fmt: skip
        found = [
            SearchKey(site_id=row.site_id, target_type="complaint", target_id=row.pk, key=key[:LONGEST_KEY])
            for key in sorted(keys | word_keys(row.text))
        ]
        SearchKey._base_manager.bulk_create(found, ignore_conflicts=True)


class Migration(migrations.Migration):

    dependencies = [("complaints", "0002_lost_reasons"), ("search", "0001_initial")]

    operations = [migrations.RunPython(index_all, migrations.RunPython.noop)]
