-- Changes what is in a draft set by a step of its lineage. Returns the set's id and what it was; no row when there is
-- no such set. What each kind does: added puts the priority in; removed takes it out; renamed gives it another title;
-- merged takes one out in favour of another, which it puts in if need be; split puts another in beside it.
CREATE FUNCTION safer.add_lineage_step(set_id text, kind text, from_id text, to_id text, title text, place integer,
    source text, note text, if_match integer)
RETURNS TABLE (object text, before json)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    held safer.priority_set;
    fault jsonb;
    comes text;
    from_title text;
    to_title text;
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
    PERFORM safer.check_constituent('Only a constituent partner changes a set of priorities.');
    IF if_match <> held.version THEN
        PERFORM safer.refuse('precondition-failed',
            'The set has changed since you read it. Read it again, then decide.');
    ELSIF held.state <> 'draft' THEN
        PERFORM safer.refuse('state-conflict', format('The set is %s, so it stays as it is. Draft one that succeeds'
            ' it.', held.state), NULL, jsonb_build_object('state', held.state, 'allowed', '[]'::jsonb));
    END IF;
    fault := safer.lineage_fault(set_id, kind, from_id, to_id, title);
    IF fault IS NOT NULL THEN
        PERFORM safer.refuse('lineage-invalid', fault ->> 1, fault ->> 0);
    END IF;

    object := set_id;
    before := (SELECT safer.as_shown(row_to_json(s)) FROM api.priority_sets AS s WHERE s.id = set_id);
    SELECT m.title
    INTO from_title
    FROM safer.priority_set_member AS m
    WHERE m.priority_set = set_id
        AND m.priority = from_id;
    comes := CASE kind WHEN 'renamed' THEN from_id ELSE to_id END;
    SELECT coalesce(add_lineage_step.title, m.title, p.title)
    INTO to_title
    FROM safer.priority AS p
    LEFT JOIN safer.priority_set_member AS m ON m.priority_set = set_id AND m.priority = p.id
    WHERE p.id = comes;
    INSERT INTO safer.lineage_step (priority_set, step, kind, from_priority, from_title, to_priority, to_title, source,
        note)
    SELECT set_id, coalesce(max(l.step), 0) + 1, add_lineage_step.kind, from_id, from_title, comes, to_title,
        add_lineage_step.source, add_lineage_step.note
    FROM safer.lineage_step AS l
    WHERE l.priority_set = set_id;

    IF kind IN ('removed', 'merged') THEN
        DELETE FROM safer.priority_set_member AS m WHERE m.priority_set = set_id AND m.priority = from_id;
    END IF;
    IF comes IS NOT NULL THEN
        INSERT INTO safer.priority_set_member (priority_set, priority, place, title)
        SELECT set_id, comes, coalesce(add_lineage_step.place, least(max(m.place) + 1, 999), 1), to_title
        FROM safer.priority_set_member AS m
        WHERE m.priority_set = set_id
        ON CONFLICT ON CONSTRAINT priority_set_member_pkey DO UPDATE SET title = excluded.title;
    END IF;
    UPDATE safer.priority AS p SET written_by = pg_current_xact_id() WHERE p.id IN (from_id, to_id);
    UPDATE safer.priority_set AS s SET written_by = pg_current_xact_id() WHERE s.id = set_id;
    RETURN NEXT;
END
$$;

ALTER FUNCTION safer.add_lineage_step(text, text, text, text, text, integer, text, text, integer) OWNER TO safer_rules;
