"""A product line is called as the product, no longer by a number."""

from django.db import migrations

NUMBERS_AWAY = """
SELECT set_config('magpie.context', '{"automation": "skip", "actor_kind": "system"}', true);
UPDATE orders_opportunityproduct SET name = '' WHERE name ~ '^#[0-9]+$';
SELECT set_config('magpie.context', '', true);
"""


class Migration(migrations.Migration):
    dependencies = [("orders", "0004_names_of_lines")]

    operations = [migrations.RunSQL(NUMBERS_AWAY, migrations.RunSQL.noop)]
