import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("automation", "0003_secrets_and_turns"),
    ]

    operations = [
        migrations.CreateModel(
            name="TriggerClock",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("trigger", models.PositiveSmallIntegerField()),
                ("kind", models.CharField(max_length=10)),
                ("rule", models.TextField()),
                ("last_at", models.DateTimeField(blank=True, null=True, verbose_name="")),
                ("next_at", models.DateTimeField(blank=True, null=True, verbose_name="")),
                ("firing_at", models.DateTimeField(blank=True, null=True, verbose_name="")),
                ("after_id", models.BigIntegerField(default=0)),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="automation.version"
                    ),
                ),
                (
                    "workflow",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="automation.workflow"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Stay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("record_id", models.BigIntegerField()),
                ("entered_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                (
                    "clock",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="stays", to="automation.triggerclock"
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="triggerclock",
            index=models.Index(condition=models.Q(("next_at__isnull", False)), fields=["next_at"], name="clock_due"),
        ),
        migrations.AddConstraint(
            model_name="triggerclock",
            constraint=models.UniqueConstraint(fields=("workflow", "trigger"), name="one_clock_per_trigger"),
        ),
        migrations.AddIndex(
            model_name="stay",
            index=models.Index(fields=["due_at"], name="stay_due"),
        ),
        migrations.AddConstraint(
            model_name="stay",
            constraint=models.UniqueConstraint(fields=("clock", "record_id"), name="one_stay_per_clock_and_record"),
        ),
    ]
