-- Says that an office belongs to a body, or deputises for one of the same partner that does. Returns its id; NULL when
-- there is no such body.
CREATE FUNCTION safer.create_membership(id uuid, body_id text, membership jsonb)
RETURNS text
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    made safer.membership;
BEGIN
    IF (safer.kept_body(body_id, NULL)).id IS NULL THEN
        RETURN NULL;
    END IF;
    made := jsonb_populate_record(NULL::safer.membership, membership);
    made.role := coalesce(made.role, 'member');
    IF made.partner = nullif(current_setting('safer.partner', true), '')
            AND body_id NOT IN (SELECT j.body FROM safer.bodies_joined() AS j (body))
            AND EXISTS (SELECT FROM safer.membership AS m WHERE m.body = body_id) THEN
        PERFORM safer.refuse('not-your-body', 'An organisation that does not belong to a body is brought in by another.');
    ELSIF made.to_on < made.from_on THEN
        PERFORM safer.refuse('term-invalid', 'A membership ends on the day it begins or later.', '/to_on');
    ELSIF made.role <> 'deputy' AND made.deputy_for IS NOT NULL THEN
        PERFORM safer.refuse('deputy-of-nobody', 'Only a deputy stands for another office.', '/deputy_for');
    ELSIF made.role = 'deputy' AND NOT EXISTS (
            SELECT
            FROM safer.membership AS m
            WHERE m.id = made.deputy_for
                AND m.body = body_id
                AND m.partner = made.partner
                AND m.role <> 'deputy'
                AND m.from_on <= made.from_on
                AND coalesce(m.to_on, 'infinity') >= made.from_on) THEN
        PERFORM safer.refuse('deputy-of-nobody', 'A deputy stands for an office of its own organisation that belongs to'
            ' the body on that day.', '/deputy_for');
    END IF;
    PERFORM
    FROM safer.membership AS m
    WHERE m.body = body_id
        AND m.partner = made.partner
        AND m.office = made.office
        AND (m.role = 'deputy') = (made.role = 'deputy')
        AND m.deputy_for IS NOT DISTINCT FROM made.deputy_for
        AND daterange(m.from_on, m.to_on, '[]') && daterange(made.from_on, made.to_on, '[]');
    IF FOUND THEN
        PERFORM safer.refuse('membership-overlaps', 'This office belongs to the body in that time already.', '/office');
    END IF;
    INSERT INTO safer.membership (id, body, partner, office, role, deputy_for, from_on, to_on, source, note)
    VALUES (id, body_id, made.partner, made.office, made.role, made.deputy_for, made.from_on, made.to_on, made.source,
        made.note);
    RETURN id;
END
$$;

ALTER FUNCTION safer.create_membership(uuid, text, jsonb) OWNER TO safer_rules;
