import django.db.models.deletion
import django.db.models.functions.datetime
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("automation", "0006_hooks_and_rollouts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Ask",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("block", models.CharField(max_length=40)),
                (
                    "kind",
                    models.CharField(
                        choices=[("task", "Task"), ("approval", "Approval"), ("form", "Form")], max_length=10
                    ),
                ),
                ("title", models.JSONField()),
                ("text", models.JSONField()),
                ("object", models.CharField(max_length=50)),
                ("record_id", models.BigIntegerField()),
                ("fields", models.JSONField(default=list)),
                ("every", models.BooleanField(default=False)),
                ("deputies", models.BooleanField(default=True)),
                ("can_return", models.BooleanField(default=False)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("answered", "Answered"),
                            ("withdrawn", "Withdrawn"),
                            ("expired", "Time was up"),
                        ],
                        db_default="open",
                        default="open",
                        max_length=10,
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        default=django.utils.timezone.now,
                        verbose_name="Asked at",
                    ),
                ),
                ("due_at", models.DateTimeField(blank=True, null=True, verbose_name="Due")),
                ("remind_every", models.JSONField(default=dict)),
                ("remind_working", models.BooleanField(default=False)),
                ("reminders_left", models.SmallIntegerField(default=0)),
                ("reminders_sent", models.SmallIntegerField(default=0)),
                ("remind_at", models.DateTimeField(blank=True, null=True, verbose_name="Next reminder")),
                ("outcome", models.CharField(db_default="", default="", max_length=10)),
                ("comment", models.TextField(db_default="", default="")),
                ("values", models.JSONField(default=dict)),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="Closed at")),
                (
                    "answered_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="asks", to="automation.run"
                    ),
                ),
                (
                    "step",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="ask",
                        to="automation.step",
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
            name="AskPerson",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("is_open", models.BooleanField(db_default=True, default=True)),
                ("outcome", models.CharField(db_default="", default="", max_length=10)),
                ("comment", models.TextField(db_default="", default="")),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="Answered at")),
                ("passed_at", models.DateTimeField(blank=True, null=True, verbose_name="Passed on at")),
                (
                    "answered_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "ask",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="people", to="automation.ask"
                    ),
                ),
                (
                    "passed_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "passed_to",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="ask",
            index=models.Index(
                condition=models.Q(("remind_at__isnull", False)), fields=["remind_at"], name="ask_to_remind"
            ),
        ),
        migrations.AddIndex(
            model_name="ask",
            index=models.Index(
                condition=models.Q(("status", "open")), fields=["object", "record_id"], name="ask_of_record"
            ),
        ),
        migrations.AddIndex(
            model_name="askperson",
            index=models.Index(condition=models.Q(("is_open", True)), fields=["user"], name="asked_now"),
        ),
        migrations.AddIndex(
            model_name="askperson",
            index=models.Index(fields=["user", "-ask"], name="asked_ever"),
        ),
        migrations.AddIndex(
            model_name="askperson",
            index=models.Index(
                condition=models.Q(("answered_by__isnull", False)), fields=["answered_by"], name="answered_ever"
            ),
        ),
        migrations.AddConstraint(
            model_name="askperson",
            constraint=models.UniqueConstraint(fields=("ask", "user"), name="one_row_per_ask_and_person"),
        ),
    ]
