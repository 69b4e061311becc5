"""Alerts keep name and id in one spelling: a search no longer folds every row."""

from __future__ import annotations

from typing import Any

from django.db import migrations, models

from lookthrough.risk.searching import as_searched

AT_ONCE = 2_000


def fill(apps: Any, schema_editor: Any) -> None:
    """Write the spelling of every alert that is there."""
    alerts = apps.get_model("risk", "Alert")
    some = []
    for alert in alerts.objects.only("name", "subject_id").iterator(chunk_size=AT_ONCE):
        alert.searched = as_searched(f"{alert.name} {alert.subject_id}")
        some.append(alert)
        if len(some) == AT_ONCE:
            alerts.objects.bulk_update(some, ["searched"], batch_size=400)
            some = []
    alerts.objects.bulk_update(some, ["searched"], batch_size=400)


class Migration(migrations.Migration):
    dependencies = [("risk", "0005_beginnings")]
    operations = [
        migrations.AddField(
            model_name="alert",
            name="searched",
            field=models.CharField(default="", help_text="name and id as searches see them (risk.searching)", max_length=300),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
