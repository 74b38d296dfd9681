"""Bookings are kept by the table of meetings itself, so they are right whatever writes a meeting.

A meeting that is planned and not over takes its owner, its attendees and its customer (if it shows as busy) and its
rooms (always), unless it may overlap.  Old bookings of all changed rows go before new ones come, so that meetings can
change places in one statement.
"""

from django.db import migrations

FORWARD = """
CREATE OR REPLACE FUNCTION calendars_free(meetings bigint[]) RETURNS void LANGUAGE sql AS $$
    DELETE FROM calendars_booking WHERE meeting_id = ANY(meetings)
$$;

CREATE OR REPLACE FUNCTION calendars_take(meetings bigint[]) RETURNS void LANGUAGE sql AS $$
    INSERT INTO calendars_booking (kind, record_id, meeting_id, during)
    SELECT what.kind, what.record_id, m.id, tstzrange(m.starts_at, m.ends_at)
    FROM activities_meeting m
    CROSS JOIN LATERAL (
        SELECT 'user' AS kind, m.owner_id AS record_id WHERE m.owner_id IS NOT NULL
        UNION SELECT 'user', unnest(m.attendees)
        UNION SELECT 'room', unnest(m.rooms)
        UNION SELECT split_part(m.related_to, ':', 1), split_part(m.related_to, ':', 2)::bigint
        WHERE m.related_to ~ '^(account|contact|lead):[0-9]{1,18}$'
    ) what
    WHERE m.id = ANY(meetings) AND m.status = 'planned' AND NOT m.may_overlap
        AND m.starts_at < m.ends_at AND m.ends_at > now() AND (m.shows_as = 'busy' OR what.kind = 'room')
    ORDER BY what.kind, what.record_id, m.starts_at
$$;

CREATE OR REPLACE FUNCTION calendars_meeting_written() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    changed bigint[];
BEGIN
    IF TG_OP = 'DELETE' THEN
        PERFORM calendars_free((SELECT array_agg(o.id) FROM old_rows o));
    ELSIF TG_OP = 'INSERT' THEN
        PERFORM calendars_take((SELECT array_agg(n.id) FROM new_rows n));
    ELSE
        SELECT array_agg(n.id) INTO changed FROM new_rows n JOIN old_rows o ON o.id = n.id
        WHERE (o.starts_at, o.ends_at, o.owner_id, o.attendees, o.rooms, o.related_to, o.status, o.shows_as, o.may_overlap)
            IS DISTINCT FROM
            (n.starts_at, n.ends_at, n.owner_id, n.attendees, n.rooms, n.related_to, n.status, n.shows_as, n.may_overlap);
        IF changed IS NOT NULL THEN
            PERFORM calendars_free(changed);
            PERFORM calendars_take(changed);
        END IF;
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER calendars_meeting_inserted AFTER INSERT ON activities_meeting REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION calendars_meeting_written();
CREATE TRIGGER calendars_meeting_updated AFTER UPDATE ON activities_meeting
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION calendars_meeting_written();
CREATE TRIGGER calendars_meeting_deleted AFTER DELETE ON activities_meeting REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION calendars_meeting_written();

-- Meetings that were there before: those that take somebody who is taken may overlap from now on.
DO $$
DECLARE
    number bigint;
BEGIN
    FOR number IN SELECT id FROM activities_meeting WHERE status = 'planned' AND ends_at > now() ORDER BY starts_at, id
    LOOP
        BEGIN
            PERFORM calendars_take(ARRAY[number]);
        EXCEPTION WHEN exclusion_violation THEN
            UPDATE activities_meeting SET may_overlap = true WHERE id = number;
        END;
    END LOOP;
END $$;
"""
BACKWARD = """
DROP TRIGGER IF EXISTS calendars_meeting_inserted ON activities_meeting;
DROP TRIGGER IF EXISTS calendars_meeting_updated ON activities_meeting;
DROP TRIGGER IF EXISTS calendars_meeting_deleted ON activities_meeting;
DROP FUNCTION IF EXISTS calendars_meeting_written();
DROP FUNCTION IF EXISTS calendars_take(bigint[]);
DROP FUNCTION IF EXISTS calendars_free(bigint[]);
"""


class Migration(migrations.Migration):
    dependencies = [("calendars", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
