"""Working calendars and their special days, with a first calendar to change."""

import django.db.models.deletion
import django.db.models.functions.datetime
import django.utils.timezone
from django.db import migrations, models


def make_first_calendar(apps, schema_editor):
    from magpie.platform import working_time

    apps.get_model("platform", "WorkingCalendar").objects.create(**working_time.first_values())


class Migration(migrations.Migration):
    dependencies = [
        ("platform", "0003_search_pieces"),
    ]

    operations = [
        migrations.CreateModel(
            name="WorkingCalendar",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        default=django.utils.timezone.now,
                        editable=False,
                        verbose_name="Created",
                    ),
                ),
                (
                    "updated_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        default=django.utils.timezone.now,
                        editable=False,
                        verbose_name="Changed",
                    ),
                ),
                (
                    "version",
                    models.PositiveIntegerField(db_default=1, default=1, editable=False, verbose_name="Version"),
                ),
                ("name", models.CharField(db_default="", default="", max_length=200, verbose_name="Name")),
                (
                    "description",
                    models.CharField(blank=True, db_default="", default="", max_length=500, verbose_name="Description"),
                ),
                (
                    "is_default",
                    models.BooleanField(db_default=False, default=False, verbose_name="Used unless another is chosen"),
                ),
                (
                    "time_zone",
                    models.CharField(blank=True, db_default="", default="", max_length=60, verbose_name="Time zone"),
                ),
                (
                    "country",
                    models.CharField(
                        blank=True,
                        db_default="",
                        default="",
                        help_text="The two letters of a country, or of a part of it: CN, DE-BY",
                        max_length=10,
                        verbose_name="Public holidays of",
                    ),
                ),
                (
                    "monday",
                    models.CharField(blank=True, db_default="", default="", max_length=100, verbose_name="Monday"),
                ),
                (
                    "tuesday",
                    models.CharField(blank=True, db_default="", default="", max_length=100, verbose_name="Tuesday"),
                ),
                (
                    "wednesday",
                    models.CharField(blank=True, db_default="", default="", max_length=100, verbose_name="Wednesday"),
                ),
                (
                    "thursday",
                    models.CharField(blank=True, db_default="", default="", max_length=100, verbose_name="Thursday"),
                ),
                (
                    "friday",
                    models.CharField(blank=True, db_default="", default="", max_length=100, verbose_name="Friday"),
                ),
                (
                    "saturday",
                    models.CharField(blank=True, db_default="", default="", max_length=100, verbose_name="Saturday"),
                ),
                (
                    "sunday",
                    models.CharField(blank=True, db_default="", default="", max_length=100, verbose_name="Sunday"),
                ),
            ],
            options={
                "verbose_name": "Working calendar",
                "verbose_name_plural": "Working calendars",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_default", True)),
                        fields=("is_default",),
                        name="one_default_working_calendar",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="WorkingDay",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        default=django.utils.timezone.now,
                        editable=False,
                        verbose_name="Created",
                    ),
                ),
                (
                    "updated_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        default=django.utils.timezone.now,
                        editable=False,
                        verbose_name="Changed",
                    ),
                ),
                (
                    "version",
                    models.PositiveIntegerField(db_default=1, default=1, editable=False, verbose_name="Version"),
                ),
                ("name", models.CharField(db_default="", default="", max_length=200, verbose_name="Name")),
                (
                    "description",
                    models.CharField(blank=True, db_default="", default="", max_length=500, verbose_name="Description"),
                ),
                ("day", models.DateField(verbose_name="Day")),
                ("is_working", models.BooleanField(db_default=False, default=False, verbose_name="Worked")),
                (
                    "hours",
                    models.CharField(
                        blank=True,
                        db_default="",
                        default="",
                        help_text="Such as 09:00-12:00, 13:00-18:00; if left empty, those of that weekday.",
                        max_length=100,
                        verbose_name="Hours",
                    ),
                ),
                (
                    "calendar",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="platform.workingcalendar",
                        verbose_name="Working calendar",
                    ),
                ),
            ],
            options={
                "verbose_name": "Special day",
                "verbose_name_plural": "Special days",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("calendar", "day"), name="one_special_day_per_calendar_and_day", nulls_distinct=False
                    )
                ],
            },
        ),
        migrations.RunPython(make_first_calendar, migrations.RunPython.noop),
    ]
