"""Indexes for the fields by which leads are looked for and put in order most."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("sales", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="lead",
            name="lead_by_change",
        ),
        migrations.AddIndex(
            model_name="lead",
            index=models.Index(
                fields=["-updated_at", "-id"],
                include=("status", "source", "rating", "city", "owner", "score", "budget"),
                name="lead_by_change",
            ),
        ),
        migrations.AddIndex(
            model_name="lead",
            index=models.Index(fields=["city", "id"], name="lead_by_city"),
        ),
        migrations.AddIndex(
            model_name="lead",
            index=models.Index(fields=["source", "id"], name="lead_by_source"),
        ),
        migrations.AddIndex(
            model_name="lead",
            index=models.Index(fields=["rating", "id"], name="lead_by_rating"),
        ),
        migrations.AddIndex(
            model_name="lead",
            index=models.Index(fields=["score", "id"], name="lead_by_score"),
        ),
        migrations.AddIndex(
            model_name="lead",
            index=models.Index(fields=["budget", "id"], name="lead_by_budget"),
        ),
        migrations.AddIndex(
            model_name="lead",
            index=models.Index(fields=["next_contact_at", "id"], name="lead_by_next"),
        ),
        migrations.AddIndex(
            model_name="lead",
            index=models.Index(fields=["last_contact_at", "id"], name="lead_by_last"),
        ),
    ]
