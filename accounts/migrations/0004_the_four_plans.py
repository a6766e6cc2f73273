"""The plans that a new VoltWay begins with; the console edits them from then on."""

from django.db import migrations

PLANS = [
    {"slug": "free", "name": "Free", "per_day": 100, "per_minute": 60, "page_size": 100, "export_rows": 10_000,
     "bulk_rows": 0, "monthly_price": 0},
    {"slug": "standard", "name": "Standard", "per_day": 10_000, "per_minute": 300, "page_size": 250,
     "export_rows": 100_000, "bulk_rows": 1_000, "monthly_price": None},
    {"slug": "professional", "name": "Professional", "per_day": 100_000, "per_minute": 1_200, "page_size": 500,
     "export_rows": None, "bulk_rows": 10_000, "monthly_price": None},
    {"slug": "enterprise", "name": "Enterprise", "per_day": None, "per_minute": 3_000, "page_size": 500,
     "export_rows": None, "bulk_rows": 10_000, "monthly_price": None},
]  # fmt: skip


def add_plans(apps, schema_editor):
    plans = apps.get_model("accounts", "Plan").objects
    for rank, plan in enumerate(PLANS, start=1):
        plans.get_or_create(slug=plan["slug"], defaults={**plan, "rank": rank})


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_keys_and_plans")]
    operations = [migrations.RunPython(add_plans, migrations.RunPython.noop)]
