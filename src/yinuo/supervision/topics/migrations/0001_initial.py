import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def sort_by_code_point(apps, schema_editor):
    """Terms sort by code point on PostgreSQL too, so that the beginning of a word is one range of the index."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute('ALTER TABLE topics_textterm ALTER COLUMN term TYPE varchar(24) COLLATE "C"')


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('complaints', '0002_lost_reasons'),
        ('sites', '0001_initial'),
        ('surveys', '0003_imports'),
        ('visits', '0002_indexes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Topic',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(editable=False, verbose_name='created')),
                ('changed_at', models.DateTimeField(editable=False, verbose_name='changed')),
                ('number', models.PositiveIntegerField(verbose_name='number')),
                ('name', models.CharField(blank=True, max_length=60, verbose_name='name')),
                ('words', models.JSONField(blank=True, default=list)),
                ('changed_by', models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('created_by', models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('merged_into', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='topics.topic')),
                ('site', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sites.site')),
            ],
            options={
                'verbose_name': 'topic',
                'constraints': [models.UniqueConstraint(fields=('site', 'number'), name='topic_number_once'), models.CheckConstraint(condition=models.Q(('merged_into', None), models.Q(('merged_into', models.F('id')), _negated=True), _connector='OR'), name='topic_not_into_itself')],
            },
        ),
        migrations.CreateModel(
            name='Text',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(choices=[('complaint', 'complaint'), ('survey', 'survey answer'), ('call', 'follow-up call')], max_length=10, verbose_name='source')),
                ('source_id', models.BigIntegerField()),
                ('text', models.TextField(verbose_name='text')),
                ('said_on', models.DateField(verbose_name='said on')),
                ('month', models.DateField()),
                ('anonymous', models.BooleanField(default=False, verbose_name='anonymous')),
                ('placed', models.CharField(choices=[('waiting', 'waits to be looked at'), ('unclear', 'unclear'), ('found', 'found with the topic'), ('machine', 'placed by the program'), ('person', 'placed by a person')], default='waiting', max_length=8, verbose_name='placed')),
                ('sure', models.PositiveSmallIntegerField(default=0, verbose_name='sure (per mille)')),
                ('complaint', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='topic_texts', to='complaints.complaint')),
                ('response', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='topic_texts', to='surveys.response')),
                ('site', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sites.site')),
                ('visit', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='visits.visit')),
                ('topic', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='texts', to='topics.topic')),
            ],
            options={
                'verbose_name': 'text',
                'indexes': [models.Index(fields=['site', '-said_on', '-id'], name='topic_text_newest'), models.Index(fields=['site', 'topic', '-said_on', '-id'], name='topic_text_of_topic'), models.Index(fields=['site', 'source', '-said_on', '-id'], name='topic_text_of_source'), models.Index(fields=['site', 'month', 'topic', 'source'], name='topic_text_of_month'), models.Index(fields=['site', 'placed', '-id'], name='topic_text_placed_by'), models.Index(condition=models.Q(('complaint__isnull', False)), fields=['complaint'], name='topic_text_of_complaint'), models.Index(condition=models.Q(('response__isnull', False)), fields=['response'], name='topic_text_of_response')],
                'constraints': [models.UniqueConstraint(fields=('site', 'source', 'source_id'), name='topic_text_once'), models.CheckConstraint(condition=models.Q(('anonymous', False), models.Q(('complaint', None), ('response', None), ('visit', None)), _connector='OR'), name='topic_text_knows_nobody'), models.CheckConstraint(condition=models.Q(models.Q(('placed__in', ('waiting', 'unclear', 'person')), ('topic', None)), models.Q(('placed__in', ('found', 'machine', 'person')), ('topic__isnull', False)), _connector='OR'), name='topic_text_placed')],
            },
        ),
        migrations.CreateModel(
            name='Change',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(editable=False, verbose_name='created')),
                ('changed_at', models.DateTimeField(editable=False, verbose_name='changed')),
                ('kind', models.CharField(choices=[('named', 'named'), ('merged', 'joined'), ('split', 'split off'), ('moved', 'a text moved')], max_length=8)),
                ('before', models.JSONField(blank=True, default=dict)),
                ('after', models.JSONField(blank=True, default=dict)),
                ('undone_at', models.DateTimeField(null=True)),
                ('changed_by', models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('created_by', models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('site', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sites.site')),
                ('text', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='topics.text')),
                ('other', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='topics.topic')),
                ('topic', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='topics.topic')),
            ],
            options={
                'indexes': [models.Index(fields=['site', 'topic', '-id'], name='topic_change_of'), models.Index(fields=['site', 'other', '-id'], name='topic_change_of_other'), models.Index(condition=models.Q(('text__isnull', False)), fields=['text', '-id'], name='topic_change_of_text')],
            },
        ),
        migrations.CreateModel(
            name='ToRead',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(choices=[('complaint', 'complaint'), ('survey', 'survey answer'), ('call', 'follow-up call')], max_length=10)),
                ('source_id', models.BigIntegerField()),
                ('site', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sites.site')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('site', 'source', 'source_id'), name='to_read_once')],
            },
        ),
        migrations.CreateModel(
            name='Round',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('acts', models.PositiveIntegerField(default=0)),
                ('learnt', models.PositiveIntegerField(default=0)),
                ('heap', models.PositiveIntegerField(default=0)),
                ('placed_at', models.DateTimeField(null=True)),
                ('site', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sites.site')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('site',), name='topic_round_once')],
            },
        ),
        migrations.CreateModel(
            name='TextTerm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('term', models.CharField(max_length=24)),
                ('site', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sites.site')),
                ('text', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='terms', to='topics.text')),
            ],
            options={
                'indexes': [models.Index(fields=['site', 'term', 'text'], name='text_term_found')],
                'constraints': [models.UniqueConstraint(fields=('text', 'term'), name='text_term_once')],
            },
        ),
        migrations.RunPython(sort_by_code_point, migrations.RunPython.noop),
    ]
