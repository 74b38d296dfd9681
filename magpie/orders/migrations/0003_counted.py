"""Product lines and samples are counted on their opportunity by the database itself; the lines make its amount."""

from django.db import migrations

FUNCTIONS = """
CREATE OR REPLACE FUNCTION orders_count_lines() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    ids bigint[];
BEGIN
    IF TG_OP = 'INSERT' THEN ids := ARRAY(SELECT opportunity_id FROM new_rows);
    ELSIF TG_OP = 'DELETE' THEN ids := ARRAY(SELECT opportunity_id FROM old_rows);
    ELSE ids := ARRAY(SELECT opportunity_id FROM new_rows UNION SELECT opportunity_id FROM old_rows);
    END IF;
    PERFORM 1 FROM sales_opportunity WHERE id = ANY(ids) ORDER BY id FOR UPDATE;
    UPDATE sales_opportunity o
    SET product_lines = c.count, amount = CASE WHEN c.count > 0 THEN c.total ELSE o.amount END
    FROM (
        SELECT p.id, count(l.id) AS count, sum(l.amount) AS total
        FROM sales_opportunity p LEFT JOIN orders_opportunityproduct l ON l.opportunity_id = p.id
        WHERE p.id = ANY(ids) GROUP BY p.id
    ) c
    WHERE o.id = c.id
      AND (o.product_lines IS DISTINCT FROM c.count OR (c.count > 0 AND o.amount IS DISTINCT FROM c.total));
    RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION orders_count_samples() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    ids bigint[];
BEGIN
    IF TG_OP = 'INSERT' THEN ids := ARRAY(SELECT opportunity_id FROM new_rows);
    ELSIF TG_OP = 'DELETE' THEN ids := ARRAY(SELECT opportunity_id FROM old_rows);
    ELSE ids := ARRAY(SELECT opportunity_id FROM new_rows UNION SELECT opportunity_id FROM old_rows);
    END IF;
    PERFORM 1 FROM sales_opportunity WHERE id = ANY(ids) ORDER BY id FOR UPDATE;
    UPDATE sales_opportunity o SET approved_samples = c.count
    FROM (
        SELECT p.id, (SELECT count(*) FROM orders_sample s WHERE s.opportunity_id = p.id AND s.status = 'approved') AS count
        FROM sales_opportunity p WHERE p.id = ANY(ids)
    ) c
    WHERE o.id = c.id AND o.approved_samples IS DISTINCT FROM c.count;
    RETURN NULL;
END $$;
"""
TRIGGERS = """
CREATE TRIGGER orders_count_inserted AFTER INSERT ON {table}
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION {function}();
CREATE TRIGGER orders_count_updated AFTER UPDATE ON {table}
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION {function}();
CREATE TRIGGER orders_count_deleted AFTER DELETE ON {table}
    REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION {function}();
"""
BACK = """
DROP TRIGGER orders_count_inserted ON {table};
DROP TRIGGER orders_count_updated ON {table};
DROP TRIGGER orders_count_deleted ON {table};
DROP FUNCTION {function}();
"""
COUNTED = (("orders_opportunityproduct", "orders_count_lines"), ("orders_sample", "orders_count_samples"))


class Migration(migrations.Migration):
    dependencies = [("orders", "0002_lines_and_samples")]

    operations = [
        migrations.RunSQL(FUNCTIONS, migrations.RunSQL.noop),
        *[
            migrations.RunSQL(
                TRIGGERS.format(table=table, function=function), BACK.format(table=table, function=function)
            )
            for table, function in COUNTED
        ],
    ]
