"""Contacts and competitors in a deal are called as the contact and the competitor, no longer by a number."""

from django.db import migrations

NUMBERS_AWAY = """
SELECT set_config('magpie.context', '{"automation": "skip", "actor_kind": "system"}', true);
UPDATE sales_dealcontact SET name = '' WHERE name ~ '^#[0-9]+$';
UPDATE sales_rival SET name = '' WHERE name ~ '^#[0-9]+$';
SELECT set_config('magpie.context', '', true);
"""


class Migration(migrations.Migration):
    dependencies = [("sales", "0008_names_of_deal_records")]

    operations = [migrations.RunSQL(NUMBERS_AWAY, migrations.RunSQL.noop)]
