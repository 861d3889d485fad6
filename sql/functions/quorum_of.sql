-- Whether these make a quorum of a body on a day, and which partners are missing for it: heads has the partner of each
-- member or deputy, as often as there are any. NULL where no paper states a rule.
CREATE FUNCTION safer.quorum_of(body text, on_day date, heads text[])
RETURNS TABLE (quorate boolean, missing jsonb)
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    stated safer.body;
    absent text[] := '{}';
BEGIN
    SELECT * INTO stated FROM safer.body AS b WHERE b.id = body;
    IF stated.quorum_rule = 'each_constituent_partner' THEN
        absent := ARRAY(
            SELECT p.id
            FROM safer.partner AS p
            WHERE p.kind = 'constituent'
                AND coalesce(p.from_on, '-infinity') <= on_day
                AND coalesce(p.to_on, 'infinity') >= on_day
                AND p.id <> ALL (heads)
            ORDER BY p.id);
    END IF;
    RETURN QUERY SELECT CASE stated.quorum_rule
            WHEN 'each_constituent_partner' THEN absent = '{}'
            WHEN 'members' THEN cardinality(heads) >= stated.quorum_members END,
        to_jsonb(absent);
END
$$;

ALTER FUNCTION safer.quorum_of(text, date, text[]) OWNER TO safer_rules;
