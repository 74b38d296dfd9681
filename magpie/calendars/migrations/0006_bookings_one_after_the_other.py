"""Who books the same person, room or customer at the same moment waits for the other, instead of both for each other.

Two that insert at once each wait for the other's row when the exclusion constraint is checked, and PostgreSQL ends one
with a deadlock.  So what is taken is locked first, always in the same order; hashed, so that many meetings at once do
not need more locks than the database has.
"""

from django.db import migrations

FORWARD = """
CREATE OR REPLACE FUNCTION calendars_wanted(meetings bigint[])
RETURNS TABLE (kind text, record_id bigint, meeting_id bigint, during tstzrange) LANGUAGE sql STABLE AS $$
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

CREATE OR REPLACE FUNCTION calendars_take(meetings bigint[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    place int;
BEGIN
    FOR place IN
        SELECT DISTINCT hashtext(w.kind || ':' || w.record_id) & 4095 AS hashed FROM calendars_wanted(meetings) w
        ORDER BY hashed
    LOOP
        PERFORM pg_advisory_xact_lock(19814, place);  -- locks.BOOKINGS
    END LOOP;
    INSERT INTO calendars_booking (kind, record_id, meeting_id, during) SELECT * FROM calendars_wanted(meetings);
END $$;
"""
BACKWARD = """
CREATE OR REPLACE FUNCTION calendars_take(meetings bigint[]) RETURNS void LANGUAGE sql AS $$
    INSERT INTO calendars_booking (kind, record_id, meeting_id, during) SELECT * FROM calendars_wanted(meetings)
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("calendars", "0005_guests_and_invitations")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
