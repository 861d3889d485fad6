-- Schedules a meeting of a body, as a draft until notice of it is given, and returns its id. meeting has the names of the
-- columns.
CREATE FUNCTION safer.create_meeting(id uuid, meeting jsonb)
RETURNS text
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    made safer.meeting;
    held safer.body;
BEGIN
    made := jsonb_populate_record(NULL::safer.meeting, meeting);
    held := safer.kept_body(made.body, NULL);
    IF held.id IS NULL THEN
        PERFORM safer.refuse('unknown-body', format('There is no body ''%s''.', made.body), '/body');
    ELSIF held.to_on < (made.starts_at AT TIME ZONE 'Europe/London')::date THEN
        PERFORM safer.refuse('date-implausible', format('The body meets until %s.', held.to_on), '/starts_at');
    END IF;
    INSERT INTO safer.meeting (id, body, starts_at, ends_at, place, external_system, external_id, url, source, note)
    VALUES (id, made.body, made.starts_at, made.ends_at, made.place, made.external_system, made.external_id, made.url,
        made.source, made.note);
    RETURN id;
END
$$;

ALTER FUNCTION safer.create_meeting(uuid, jsonb) OWNER TO safer_rules;
