from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reminders", "0002_ladder_from"),
    ]

    operations = [
        migrations.AddField(
            model_name="daycheck",
            name="note",
            field=models.TextField(db_default="", default=""),
        ),
        migrations.AddIndex(
            model_name="daycheck",
            index=models.Index(
                condition=models.Q(("part", "left"), ("told_at", None)), fields=["day"], name="day_left_to_be_told"
            ),
        ),
    ]
