"""Stations that the same drivers charge at."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('analytics', '0006_looks_at_quality'),
    ]

    operations = [
        migrations.AlterField(
            model_name='rollup',
            name='kind',
            field=models.CharField(choices=[('SESSIONS', 'sessions'), ('EVENTS', 'events'), ('RATINGS', 'ratings'), ('COVISITS', 'shared drivers')], max_length=8, unique=True),
        ),
        migrations.CreateModel(
            name='Neighbour',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('station', models.CharField(max_length=12)),
                ('neighbour', models.CharField(max_length=12)),
                ('drivers', models.PositiveIntegerField()),
                ('score', models.FloatField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('station', 'neighbour'), name='analytics_neighbour_once'), models.CheckConstraint(condition=models.Q(('station', models.F('neighbour')), _negated=True), name='analytics_neighbour_is_another')],
            },
        ),
    ]
