"""What a moderator once took down: later changes of it wait. Of what was taken down before nobody knows when."""

from django.db import migrations, models


def _taken_down_at(model_name):
    field = models.DateTimeField(editable=False, null=True, verbose_name="taken down")
    return migrations.AddField(model_name=model_name, name="taken_down_at", field=field)


class Migration(migrations.Migration):
    dependencies = [("stations", "0017_queues")]
    operations = [_taken_down_at("review"), _taken_down_at("reply")]
