-- Agrees a draft set of priorities, citing the minute; the set in force before it, the nearest behind it that is no
-- draft, is superseded. Nothing else may have followed that one. Returns the set's id and what it was; no row when there
-- is no such set.
CREATE FUNCTION safer.agree_priority_set(set_id text, agreed_on date, minute text, if_match integer)
RETURNS TABLE (object text, before json)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    held safer.priority_set;
    former text;
    follower text;
BEGIN
    PERFORM
    FROM safer.priority_set AS s
    WHERE s.id = set_id
        AND nullif(current_setting('safer.partner', true), '') IS NOT NULL;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    PERFORM safer.check_constituent('Only a constituent partner records that a set of priorities is agreed.');
    -- Which sets are agreed is decided by one at a time.
    PERFORM FROM safer.priority_set AS s ORDER BY s.id FOR NO KEY UPDATE;
    SELECT * INTO held FROM safer.priority_set AS s WHERE s.id = set_id;
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
    former := safer.set_in_force_before(set_id);
    SELECT s.id
    INTO follower
    FROM safer.priority_set AS s
    WHERE s.state <> 'draft'
        AND safer.set_in_force_before(s.id) = former
    LIMIT 1;
    IF follower IS NOT NULL THEN
        PERFORM safer.refuse('priority-set-succeeded', format('''%s'' was followed by ''%s'' already. Draft one that'
            ' succeeds ''%2$s''.', former, follower));
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
    UPDATE safer.priority_set AS s SET state = 'superseded' WHERE s.id = former AND s.state = 'agreed';
    UPDATE safer.priority AS p
    SET written_by = pg_current_xact_id()
    FROM safer.priority_set_member AS m
    WHERE m.priority_set IN (set_id, former)
        AND p.id = m.priority;
    RETURN NEXT;
END
$$;

ALTER FUNCTION safer.agree_priority_set(text, date, text, integer) OWNER TO safer_rules;
