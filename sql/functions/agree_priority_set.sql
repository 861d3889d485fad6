-- Agrees a draft set of priorities, citing the minute; the set it succeeds, if that was agreed, is superseded.
-- Returns the set's id and what it was; no row when there is no such set.
CREATE FUNCTION safer.agree_priority_set(set_id text, agreed_on date, minute text, if_match integer)
RETURNS TABLE (object text, before json)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    held safer.priority_set;
BEGIN
    SELECT *
    INTO held
    FROM safer.priority_set AS s
    WHERE s.id = set_id
        AND nullif(current_setting('safer.partner', true), '') IS NOT NULL
    FOR NO KEY UPDATE;
    IF held.id IS NULL THEN
        RETURN;
    END IF;
    PERFORM safer.check_constituent('Only a constituent partner records that a set of priorities is agreed.');
    IF if_match <> held.version THEN
        PERFORM safer.refuse('precondition-failed',
            'The set has changed since you read it. Read it again, then decide.');
    ELSIF held.state <> 'draft' THEN
        PERFORM safer.refuse('state-conflict', format('The set is %s already.', held.state), NULL,
            jsonb_build_object('state', held.state, 'allowed', '[]'::jsonb));
    ELSIF agreed_on > safer.today() THEN
        PERFORM safer.refuse('date-in-future', format('This cannot have been agreed on %s: today is %s.', agreed_on,
            safer.today()), '/agreed_on');
    ELSIF agreed_on < held.starts_on - interval '2 years' THEN
        PERFORM safer.refuse('date-implausible', format('%s is years before the set starts, on %s.', agreed_on,
            held.starts_on), '/agreed_on');
    END IF;
    PERFORM FROM safer.priority_set_member AS m WHERE m.priority_set = set_id;
    IF NOT FOUND THEN
        PERFORM safer.refuse('state-conflict', 'There is nothing in this set to agree.', NULL,
            jsonb_build_object('state', held.state, 'allowed', '[]'::jsonb));
    END IF;
    object := set_id;
    before := (SELECT safer.as_shown(row_to_json(s)) FROM api.priority_sets AS s WHERE s.id = set_id);
    UPDATE safer.priority_set AS s
    SET state = 'agreed', agreed_on = agree_priority_set.agreed_on, minute = agree_priority_set.minute
    WHERE s.id = set_id;
    UPDATE safer.priority_set AS s SET state = 'superseded' WHERE s.id = held.succeeds AND s.state = 'agreed';
    UPDATE safer.priority AS p
    SET written_by = pg_current_xact_id()
    FROM safer.priority_set_member AS m
    WHERE m.priority_set IN (set_id, held.succeeds)
        AND p.id = m.priority;
    RETURN NEXT;
END
$$;

ALTER FUNCTION safer.agree_priority_set(text, date, text, integer) OWNER TO safer_rules;
