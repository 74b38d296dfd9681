from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("approvals", "0001_approvals"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="approval",
            name="asked_in",
            field=models.UUIDField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="approval",
            name="automation",
            field=models.CharField(db_default="run", default="run", editable=False, max_length=10),
        ),
        migrations.AddIndex(
            model_name="approval",
            index=models.Index(
                condition=models.Q(("asked_in__isnull", False)), fields=["asked_in"], name="approval_asked_in"
            ),
        ),
    ]
