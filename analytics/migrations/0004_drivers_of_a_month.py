"""Drivers of a month and of an hour, added up."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('analytics', '0003_all_operators_together'),
    ]

    operations = [
        migrations.CreateModel(
            name='DriverHour',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.DateField(verbose_name='month')),
                ('feed', models.CharField(max_length=60, verbose_name='feed')),
                ('operator', models.CharField(blank=True, max_length=100, verbose_name='operator')),
                ('station', models.CharField(blank=True, max_length=12, verbose_name='station')),
                ('site', models.CharField(blank=True, max_length=200, verbose_name='site')),
                ('drivers', models.PositiveIntegerField(verbose_name='drivers')),
                ('hour', models.PositiveSmallIntegerField(verbose_name='hour')),
            ],
            options={
                'verbose_name': 'drivers of an hour',
                'verbose_name_plural': 'drivers by hour',
                'indexes': [models.Index(fields=['feed', 'month'], name='analytics_driverhour_month')],
                'constraints': [models.UniqueConstraint(fields=('station', 'operator', 'site', 'month', 'feed', 'hour'), name='analytics_driverhour_once'), models.CheckConstraint(condition=models.Q(('drivers__gte', 5)), name='analytics_driverhour_of_five')],
            },
        ),
        migrations.CreateModel(
            name='DriverMonth',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.DateField(verbose_name='month')),
                ('feed', models.CharField(max_length=60, verbose_name='feed')),
                ('operator', models.CharField(blank=True, max_length=100, verbose_name='operator')),
                ('station', models.CharField(blank=True, max_length=12, verbose_name='station')),
                ('site', models.CharField(blank=True, max_length=200, verbose_name='site')),
                ('drivers', models.PositiveIntegerField(verbose_name='drivers')),
                ('came_again', models.PositiveIntegerField(verbose_name='came again')),
                ('sessions', models.FloatField(verbose_name='sessions of a driver')),
                ('seconds', models.PositiveIntegerField(null=True, verbose_name='seconds')),
                ('hour', models.PositiveSmallIntegerField(null=True, verbose_name='hour')),
            ],
            options={
                'verbose_name': 'drivers of a month',
                'verbose_name_plural': 'drivers by month',
                'indexes': [models.Index(fields=['feed', 'month'], name='analytics_drivermonth_month')],
                'constraints': [models.UniqueConstraint(fields=('station', 'operator', 'site', 'month', 'feed'), name='analytics_drivermonth_once'), models.CheckConstraint(condition=models.Q(('drivers__gte', 5)), name='analytics_drivermonth_of_five')],
            },
        ),
    ]
