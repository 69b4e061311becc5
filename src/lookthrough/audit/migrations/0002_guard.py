"""The database itself refuses to change entries."""

from django.db import migrations

from lookthrough.audit import append_only


def install(apps, schema_editor):
    append_only.install(schema_editor.connection)


def undo(apps, schema_editor):
    append_only.lift(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunPython(install, undo)]
