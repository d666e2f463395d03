from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("settlement", "0006_line_units")]

    operations = [
        migrations.AddField(
            model_name="invoice",
            name="reference",
            field=models.CharField(blank=True, default="", max_length=60, verbose_name="claim or policy number"),
        ),
    ]
