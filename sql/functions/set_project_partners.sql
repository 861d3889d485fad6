-- Says who takes part in a project beside its lead, in its order, in place of what was said.
-- Returns the project's id and what it was; no row when there is none to see.
CREATE FUNCTION safer.set_project_partners(project_id text, partners jsonb, if_match integer)
RETURNS TABLE (object text, before json)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    held safer.project;
    item record;
BEGIN
    held := safer.kept_project(project_id, if_match);
    IF held.id IS NULL THEN
        RETURN;
    END IF;
    FOR item IN
        SELECT i.value ->> 'partner' AS partner, i.value ->> 'organisation' AS organisation,
            format('/partners/%s', i.n - 1) AS pointer,
            row_number() OVER (PARTITION BY coalesce(i.value ->> 'partner', i.value ->> 'organisation'),
                i.value ->> 'partner' IS NULL ORDER BY i.n) > 1 AS repeated
        FROM jsonb_array_elements(partners) WITH ORDINALITY AS i (value, n)
        ORDER BY i.n
    LOOP
        IF num_nonnulls(item.partner, item.organisation) <> 1 THEN
            PERFORM safer.refuse('organisation-invalid', 'Name a partner, or another organisation: one of the two.',
                item.pointer);
        ELSIF item.repeated THEN
            PERFORM safer.refuse('duplicate-member', format('''%s'' is named twice.',
                coalesce(item.partner, item.organisation)), item.pointer);
        ELSIF item.partner IS NOT NULL AND NOT EXISTS (SELECT FROM safer.partner AS p WHERE p.id = item.partner) THEN
            PERFORM safer.refuse('unknown-partner', format('There is no partner ''%s''.', item.partner),
                item.pointer || '/partner');
        END IF;
    END LOOP;
    object := held.id;
    before := (SELECT safer.as_shown(row_to_json(p)) FROM api.projects AS p WHERE p.id = held.id);
    DELETE FROM safer.project_partner AS x WHERE x.project = held.id;
    INSERT INTO safer.project_partner (project, place, partner, organisation, role)
    SELECT held.id, i.n, i.value ->> 'partner', i.value ->> 'organisation', i.value ->> 'role'
    FROM jsonb_array_elements(partners) WITH ORDINALITY AS i (value, n);
    UPDATE safer.project AS p SET written_by = pg_current_xact_id() WHERE p.id = held.id;
    RETURN NEXT;
END
$$;

ALTER FUNCTION safer.set_project_partners(text, jsonb, integer) OWNER TO safer_rules;
