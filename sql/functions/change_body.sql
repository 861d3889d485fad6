-- Changes what is said of a body, for a constituent partner; changes has the names of the columns, and what is not given
-- stays. How many members make a quorum goes with the rule that counts them. Returns its id and what it was; no row when
-- there is no such body.
CREATE FUNCTION safer.change_body(body_id text, changes jsonb, if_match integer)
RETURNS TABLE (object text, before json)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    held safer.body;
BEGIN
    PERFORM safer.check_constituent('What is said of a body is changed by a constituent partner.');
    held := safer.kept_body(body_id, if_match);
    IF held.id IS NULL THEN
        RETURN;
    END IF;
    object := held.id;
    before := (SELECT safer.as_shown(row_to_json(b)) FROM api.bodies AS b WHERE b.id = held.id);
    held := jsonb_populate_record(held, jsonb_strip_nulls(changes));
    IF changes ->> 'quorum_rule' <> 'members' AND changes ->> 'quorum_members' IS NULL THEN
        held.quorum_members := NULL;
    END IF;
    UPDATE safer.body AS b
    SET title = held.title, meets_in = held.meets_in, quorum_rule = held.quorum_rule,
        quorum_members = held.quorum_members, interval_months = held.interval_months,
        report_interval_months = held.report_interval_months, notice_days = held.notice_days, parent = held.parent,
        from_on = held.from_on, to_on = held.to_on, external_system = held.external_system,
        external_id = held.external_id, url = held.url, source = held.source, note = held.note
    WHERE b.id = held.id;
    RETURN NEXT;
END
$$;

ALTER FUNCTION safer.change_body(text, jsonb, integer) OWNER TO safer_rules;
