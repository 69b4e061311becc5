"""PostgreSQL counts how many alerts lie in each province, city and county, so that it chooses the right index."""

from __future__ import annotations

from typing import Any

from django.db import migrations

TABLES = ("risk_alert",)
LENGTHS = (2, 4, 6)


def count(apps: Any, schema_editor: Any) -> None:
    """Make the statistics; SQLite has none of the kind."""
    if schema_editor.connection.vendor == "postgresql":
        for table in TABLES:
            for length in LENGTHS:
                schema_editor.execute(f"CREATE STATISTICS {table}_beginning_{length} ON (left(region_code, {length})) FROM {table}")


def forget(apps: Any, schema_editor: Any) -> None:
    """Drop the statistics."""
    if schema_editor.connection.vendor == "postgresql":
        for table in TABLES:
            for length in LENGTHS:
                schema_editor.execute(f"DROP STATISTICS IF EXISTS {table}_beginning_{length}")


class Migration(migrations.Migration):
    dependencies = [("risk", "0004_found_and_updated")]
    operations = [migrations.RunPython(count, forget)]
