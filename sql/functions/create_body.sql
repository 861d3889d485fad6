-- Records a body that meets, for a constituent partner, and returns its id. body has the names of the columns.
CREATE FUNCTION safer.create_body(body jsonb)
RETURNS text
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    made safer.body;
BEGIN
    PERFORM safer.check_constituent('Bodies are recorded by a constituent partner.');
    made := jsonb_populate_record(NULL::safer.body, body);
    PERFORM FROM safer.body AS b WHERE b.id = made.id;
    IF FOUND THEN
        PERFORM safer.refuse('id-taken', format('There is a body ''%s'' already.', made.id), '/id');
    END IF;
    INSERT INTO safer.body (id, title, meets_in, quorum_rule, quorum_members, interval_months, report_interval_months,
        notice_days, parent, from_on, to_on, external_system, external_id, url, source, note)
    VALUES (made.id, made.title, made.meets_in, coalesce(made.quorum_rule, 'not_stated'), made.quorum_members,
        made.interval_months, made.report_interval_months, coalesce(made.notice_days, 0), made.parent, made.from_on,
        made.to_on, made.external_system, made.external_id, made.url, made.source, made.note);
    RETURN made.id;
END
$$;

ALTER FUNCTION safer.create_body(jsonb) OWNER TO safer_rules;
