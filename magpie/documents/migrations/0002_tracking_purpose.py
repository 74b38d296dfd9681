"""The purpose under which customers refuse that their reading of documents is recorded."""

from django.db import migrations


def add(apps, schema_editor):
    purpose = apps.get_model("accounts", "Purpose")
    if not purpose.objects.filter(code="tracking").exists():
        purpose.objects.create(
            code="tracking", name_en="Seeing what they read", name_zh="阅读行为记录", needs_consent=False, position=90
        )


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_documents_and_links"), ("accounts", "0004_no_empty_requests")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
