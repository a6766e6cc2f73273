"""A report knows its mail until that is sent; of a mail that was sent the words for pages are forgotten, too."""

import django.db.models.deletion
from django.db import migrations, models

_FORGOTTEN = ~models.Q(state="COMPLETED") | models.Q(to="", text="", html="")


class Migration(migrations.Migration):
    dependencies = [("accounts", "0006_usage_reports")]
    operations = [
        migrations.RemoveConstraint(model_name="letter", name="accounts_letter_is_forgotten"),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.CheckConstraint(condition=_FORGOTTEN, name="accounts_letter_is_forgotten"),
        ),
        migrations.AddField(
            model_name="usagereport",
            name="letter",
            field=models.ForeignKey(
                db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+",
                to="accounts.letter",
            ),
        ),
    ]
