-- Says what a review was called before, in place of what was said.
CREATE FUNCTION safer.set_dhr_aliases(dhr_id uuid, pseudonym text, aliases jsonb)
RETURNS void
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    item record;
BEGIN
    FOR item IN
        SELECT a.alias, format('/aliases/%s', a.n - 1) AS pointer,
            lower(a.alias) = lower(pseudonym)
                OR row_number() OVER (PARTITION BY lower(a.alias) ORDER BY a.n) > 1 AS repeated
        FROM jsonb_array_elements_text(aliases) WITH ORDINALITY AS a (alias, n)
        ORDER BY a.n
    LOOP
        IF item.repeated THEN
            PERFORM safer.refuse('duplicate-member', 'The review goes by this already.', item.pointer);
        END IF;
        PERFORM safer.check_dhr_called(dhr_id, item.alias, item.pointer);
    END LOOP;
    DELETE FROM safer.dhr_alias AS x WHERE x.dhr = dhr_id;
    INSERT INTO safer.dhr_alias (dhr, place, alias)
    SELECT dhr_id, a.n, a.alias
    FROM jsonb_array_elements_text(aliases) WITH ORDINALITY AS a (alias, n);
END
$$;

ALTER FUNCTION safer.set_dhr_aliases(uuid, text, jsonb) OWNER TO safer_rules;
