"""Indexes how jobs and runs ended, and refused rows by id, for the console, while workers go on."""

from django.db import migrations, models

from voltway.lib.migrating import AddIndexAside


def _to_mend(model_name, fields, name):
    condition = models.Q(state="DEAD") | models.Q(state="FAILED")
    return AddIndexAside(model_name=model_name, index=models.Index(fields=fields, condition=condition, name=name))


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("stations", "0023_console_lists")]
    operations = [
        _to_mend("export", ["state", "finished_at"], "stations_export_to_mend"),
        _to_mend("upkeep", ["state", "finished_at"], "stations_upkeep_to_mend"),
        _to_mend("upkeep", ["source", "kind", "finished_at"], "stations_upkeep_of_source"),
        AddIndexAside(
            model_name="importrun", index=models.Index(fields=["state", "started_at"], name="stations_run_ended")
        ),
        AddIndexAside(
            model_name="importrun",
            index=models.Index(fields=["source", "state", "started_at"], name="stations_run_of_source_ended"),
        ),
        AddIndexAside(
            model_name="rejectedrow",
            index=models.Index(fields=["native_id"], name="stations_rejected_native_id"),
        ),
    ]
