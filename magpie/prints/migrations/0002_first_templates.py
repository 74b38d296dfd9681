"""The templates that a new company begins with."""

from django.db import migrations


def add(apps, schema_editor):
    from magpie.prints.starts import first_rows

    model = apps.get_model("prints", "PrintTemplate")
    for row in first_rows():
        model.objects.create(**row)


class Migration(migrations.Migration):
    dependencies = [("prints", "0001_templates_and_letterheads")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
