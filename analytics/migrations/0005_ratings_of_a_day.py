"""Stars of reviews, added up."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('analytics', '0004_drivers_of_a_month'),
    ]

    operations = [
        migrations.AlterField(
            model_name='rollup',
            name='kind',
            field=models.CharField(choices=[('SESSIONS', 'sessions'), ('EVENTS', 'events'), ('RATINGS', 'ratings')], max_length=8, unique=True),
        ),
        migrations.CreateModel(
            name='RatingDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(verbose_name='day')),
                ('station', models.CharField(max_length=12, verbose_name='station')),
                ('operator', models.CharField(blank=True, max_length=200, verbose_name='operator')),
                ('one', models.PositiveIntegerField(default=0)),
                ('two', models.PositiveIntegerField(default=0)),
                ('three', models.PositiveIntegerField(default=0)),
                ('four', models.PositiveIntegerField(default=0)),
                ('five', models.PositiveIntegerField(default=0)),
            ],
            options={
                'verbose_name': 'ratings of a day',
                'verbose_name_plural': 'ratings by day',
                'indexes': [models.Index(fields=['day', 'operator'], name='analytics_ratingday_period')],
                'constraints': [models.UniqueConstraint(fields=('station', 'day'), name='analytics_ratingday_once')],
            },
        ),
    ]
