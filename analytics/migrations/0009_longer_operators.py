"""Names of operators may be as long as in the catalogue."""

from django.db import migrations, models


class _Longer(migrations.AlterField):
    """PostgreSQL notes it in its catalogue. SQLite looks at no length, and would write the whole table anew for it."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        if schema_editor.connection.vendor == "postgresql":
            super().database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        self.database_forwards(app_label, schema_editor, from_state, to_state)


_OPERATOR = models.CharField(blank=True, max_length=200, verbose_name="operator")
_TABLES = ("chargingsession", "driverhour", "drivermonth", "sessionday", "sessionhour")


class Migration(migrations.Migration):
    dependencies = [("analytics", "0008_months_to_count")]
    operations = [_Longer(model_name=table, name="operator", field=_OPERATOR.clone()) for table in _TABLES]
