"""The search index with numbers for pieces; it is made anew, which the worker does when it finds it empty."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("platform", "0002_import"),
    ]

    operations = [
        migrations.RunSQL("DELETE FROM platform_searchentry", migrations.RunSQL.noop),
        migrations.RemoveIndex(model_name="searchentry", name="search_grams"),
        migrations.RemoveField(model_name="searchentry", name="grams"),
        migrations.AddField(
            model_name="searchentry",
            name="pieces",
            field=django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), default=list, size=None),
        ),
        migrations.AddIndex(
            model_name="searchentry",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["pieces"], name="search_pieces", gin_pending_list_limit=1024
            ),
        ),
    ]
