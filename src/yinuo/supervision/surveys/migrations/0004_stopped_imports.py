from django.db import migrations, models

STATES = [("waiting", "waits to be read"), ("running", "is being read"), ("done", "done"), ("stopped", "stopped"), ("failed", "could not be read")]


class Migration(migrations.Migration):
    dependencies = [("surveys", "0003_imports")]

    operations = [
        migrations.AddIndex("invitation", models.Index(fields=["site", "created_at"], name="invitation_newest")),
        migrations.AlterField("surveyimport", "state", models.CharField("state", max_length=8, choices=STATES, default="waiting")),
    ]
