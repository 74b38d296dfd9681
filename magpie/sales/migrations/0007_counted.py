"""Open obstacles are counted on their opportunity by the database itself, and old opportunities get a category."""

from django.db import migrations

# The opportunities are locked before the count, so that two people who write at one moment both count.
COUNTED = """
CREATE OR REPLACE FUNCTION sales_count_obstacles() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    ids bigint[];
BEGIN
    IF TG_OP = 'INSERT' THEN ids := ARRAY(SELECT opportunity_id FROM new_rows);
    ELSIF TG_OP = 'DELETE' THEN ids := ARRAY(SELECT opportunity_id FROM old_rows);
    ELSE ids := ARRAY(SELECT opportunity_id FROM new_rows UNION SELECT opportunity_id FROM old_rows);
    END IF;
    PERFORM 1 FROM sales_opportunity WHERE id = ANY(ids) ORDER BY id FOR UPDATE;
    UPDATE sales_opportunity o SET open_obstacles = c.count
    FROM (
        SELECT p.id, (SELECT count(*) FROM sales_obstacle b WHERE b.opportunity_id = p.id AND b.status = 'open') AS count
        FROM sales_opportunity p WHERE p.id = ANY(ids)
    ) c
    WHERE o.id = c.id AND o.open_obstacles IS DISTINCT FROM c.count;
    RETURN NULL;
END $$;
CREATE TRIGGER sales_count_inserted AFTER INSERT ON sales_obstacle
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION sales_count_obstacles();
CREATE TRIGGER sales_count_updated AFTER UPDATE ON sales_obstacle
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION sales_count_obstacles();
CREATE TRIGGER sales_count_deleted AFTER DELETE ON sales_obstacle
    REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION sales_count_obstacles();
"""
NOT_COUNTED = """
DROP TRIGGER sales_count_inserted ON sales_obstacle;
DROP TRIGGER sales_count_updated ON sales_obstacle;
DROP TRIGGER sales_count_deleted ON sales_obstacle;
DROP FUNCTION sales_count_obstacles();
"""
CATEGORIES = """
SELECT set_config('magpie.context', '{"automation": "skip", "actor_kind": "system"}', true);
UPDATE sales_opportunity SET forecast_category = CASE
    WHEN status = 'won' THEN 'closed' WHEN status = 'lost' THEN 'omitted'
    WHEN probability >= 80 THEN 'commit' WHEN probability >= 50 THEN 'best_case' ELSE 'pipeline' END;
SELECT set_config('magpie.context', '', true);
"""


class Migration(migrations.Migration):
    dependencies = [("sales", "0006_deals_scores_targets")]

    operations = [
        migrations.RunSQL(COUNTED, NOT_COUNTED),
        migrations.RunSQL(CATEGORIES, migrations.RunSQL.noop),
    ]
