"""What Django's log of the console says goes over into the audit trail, which alone is written from now on."""

import json

from django.db import migrations

from voltway.observability import scrub

ACTIONS = {1: "ADDED", 2: "CHANGED", 3: "DELETED"}
BATCH = 1_000


def words_of(message):
    """Django's own messages are lists that name fields; ours were words."""
    if not message.startswith("["):
        return message
    try:
        parts = json.loads(message)
    except ValueError:
        return message
    return ", ".join(field for part in parts for what in part.values() for field in what.get("fields", []))


def move(apps, schema_editor):
    database = schema_editor.connection.alias
    entries = apps.get_model("admin", "LogEntry").objects.using(database)
    trail = apps.get_model("accounts", "AuditEntry").objects.using(database)
    while batch := list(entries.select_related("content_type").order_by("pk")[:BATCH]):
        trail.bulk_create(
            trail.model(
                at=entry.action_time, by_id=entry.user_id, row=(entry.object_id or "")[:80],
                kind=f"{entry.content_type.app_label}.{entry.content_type.model}" if entry.content_type else "",
                named=scrub.text(entry.object_repr)[:200], action=ACTIONS[entry.action_flag],
                words=scrub.text(words_of(entry.change_message))[:400],
            )
            for entry in batch
        )  # fmt: skip
        entries.filter(pk__in=[entry.pk for entry in batch]).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0009_audit_trail"),
        ("admin", "0003_logentry_add_action_flag_choices"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(move, migrations.RunPython.noop)]
