-- Refuses members of a list that do not say one organisation each, a partner or another, or say one twice. They stand
-- under the pointer; what is said once may be said again where once is false.
CREATE FUNCTION safer.check_organisations(members jsonb, pointer text, once boolean)
RETURNS void
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    item record;
BEGIN
    FOR item IN
        SELECT i.value ->> 'partner' AS partner, i.value ->> 'organisation' AS organisation,
            format('%s/%s', pointer, i.n - 1) AS pointer,
            row_number() OVER (PARTITION BY coalesce(i.value ->> 'partner', i.value ->> 'organisation'),
                i.value ->> 'partner' IS NULL ORDER BY i.n) > 1 AS repeated
        FROM jsonb_array_elements(members) WITH ORDINALITY AS i (value, n)
        ORDER BY i.n
    LOOP
        IF num_nonnulls(item.partner, item.organisation) <> 1 THEN
            PERFORM safer.refuse('organisation-invalid', 'Name a partner, or another organisation: one of the two.',
                item.pointer);
        ELSIF item.repeated AND once THEN
            PERFORM safer.refuse('duplicate-member', 'It is named twice.', item.pointer);
        ELSIF item.partner IS NOT NULL AND NOT EXISTS (SELECT FROM safer.partner AS p WHERE p.id = item.partner) THEN
            PERFORM safer.refuse('unknown-partner', format('There is no partner ''%s''.', item.partner),
                item.pointer || '/partner');
        END IF;
    END LOOP;
END
$$;

ALTER FUNCTION safer.check_organisations(jsonb, text, boolean) OWNER TO safer_rules;
