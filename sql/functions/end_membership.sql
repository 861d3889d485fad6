-- Ends a membership, and with it those of its deputies. Returns its id and what it was; no row when there is none to see.
CREATE FUNCTION safer.end_membership(membership_id uuid, to_on date, if_match integer)
RETURNS TABLE (object text, before json)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    held safer.membership;
BEGIN
    SELECT * INTO held FROM safer.membership AS m WHERE m.id = membership_id;
    IF held.id IS NULL
            OR held.partner IS DISTINCT FROM nullif(current_setting('safer.partner', true), '')
            AND held.body NOT IN (
                SELECT b.body FROM safer.bodies_shown() AS b (body)
                UNION ALL
                SELECT k.body FROM safer.bodies_kept() AS k (body)) THEN
        RETURN;
    END IF;
    PERFORM safer.kept_body(held.body, NULL);
    SELECT * INTO held FROM safer.membership AS m WHERE m.id = membership_id FOR NO KEY UPDATE;
    IF if_match <> held.version THEN
        PERFORM safer.refuse('precondition-failed',
            'The membership has changed since you read it. Read it again, then decide.');
    ELSIF held.to_on IS NOT NULL THEN
        PERFORM safer.refuse('state-conflict', format('The membership has ended on %s, or will.', held.to_on), NULL,
            jsonb_build_object('state', 'ended', 'allowed', jsonb_build_array()));
    ELSIF to_on < held.from_on THEN
        PERFORM safer.refuse('term-invalid', format('The membership begins on %s: it ends then or later.', held.from_on),
            '/to_on');
    END IF;
    object := held.id;
    before := (SELECT safer.as_shown(row_to_json(m)) FROM api.memberships AS m WHERE m.id = held.id);
    UPDATE safer.membership AS m SET to_on = end_membership.to_on WHERE m.id = held.id;
    UPDATE safer.membership AS m
    SET to_on = greatest(end_membership.to_on, m.from_on)
    WHERE m.deputy_for = held.id
        AND coalesce(m.to_on, 'infinity') > end_membership.to_on;
    RETURN NEXT;
END
$$;

ALTER FUNCTION safer.end_membership(uuid, date, integer) OWNER TO safer_rules;
