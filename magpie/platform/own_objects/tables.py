"""The tables of own objects, made by the database itself when a row of `platform_ownobject` is written.

So an object and its table come to be in one transaction, whoever writes the row: a page, an import, an undo, a line of
SQL.  The table is named by the object's number.  It stays when the object is deleted: undoing the deletion brings the
object back with all its records.
"""

from __future__ import annotations

from django.db import connections

from magpie.platform.triggers import TRIGGERS

_TRIGGERS = TRIGGERS.format(
    table="%1$s", name="%2$s", left_out="{}", quiet="{updated_at,version}", old="OLD.*", new="NEW.*"
)

FUNCTIONS = """
CREATE OR REPLACE FUNCTION magpie_make_own_table(object_id bigint, object_name text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    table_name text := 'own_' || object_id;
    missing record;
BEGIN
    IF to_regclass(table_name) IS NULL THEN
        EXECUTE format('CREATE TABLE %I (LIKE platform_ownrecord INCLUDING ALL)', table_name);
        EXECUTE format('ALTER TABLE %I ADD FOREIGN KEY (owner_id) REFERENCES platform_user ON DELETE SET NULL,'
            ' ADD FOREIGN KEY (created_by_id) REFERENCES platform_user ON DELETE SET NULL', table_name);
    END IF;
    FOR missing IN  -- columns that an update of the product has added to the pattern since
        SELECT a.attname, format_type(a.atttypid, a.atttypmod) AS kind, a.attnotnull,
            pg_get_expr(d.adbin, d.adrelid) AS first_value
        FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
        WHERE a.attrelid = 'platform_ownrecord'::regclass AND a.attnum > 0 AND NOT a.attisdropped
            AND NOT EXISTS (SELECT 1 FROM pg_attribute o
                WHERE o.attrelid = table_name::regclass AND o.attname = a.attname AND NOT o.attisdropped)
    LOOP
        EXECUTE format('ALTER TABLE %I ADD COLUMN %I %s', table_name, missing.attname, missing.kind)
            || coalesce(' DEFAULT ' || missing.first_value, '')
            || CASE WHEN missing.attnotnull THEN ' NOT NULL' ELSE '' END;
    END LOOP;
    EXECUTE format($ddl$@triggers@$ddl$, table_name, replace(object_name, '''', ''''''));
END $$;

CREATE OR REPLACE FUNCTION magpie_own_object_written() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN  -- what is said of it goes too, and comes back with it when the deletion is undone
        DELETE FROM platform_stagerequirement WHERE object = OLD.name;
        DELETE FROM platform_customfield WHERE object = OLD.name;
    ELSE
        PERFORM magpie_make_own_table(NEW.id, NEW.name);
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER magpie_own_object_written AFTER INSERT OR UPDATE OF name OR DELETE ON platform_ownobject
    FOR EACH ROW EXECUTE FUNCTION magpie_own_object_written();
""".replace("@triggers@", _TRIGGERS)


def install(using: str = "default") -> None:
    """Put the functions in place and bring the tables there are up to date; harmless to repeat."""
    with connections[using].cursor() as cursor:
        cursor.execute(FUNCTIONS)
        cursor.execute("SELECT magpie_make_own_table(id, name) FROM platform_ownobject ORDER BY id")
