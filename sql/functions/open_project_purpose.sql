-- A project that is given money of a fund is a purpose of the fund's spending, opened when it is first needed: under the
-- project's id or, where that is another purpose's, with -grant behind it. Returns the purpose's id.
CREATE FUNCTION safer.open_project_purpose(fund text, project text, title text, planned_pence bigint)
RETURNS text
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY[project, left(project, 57) || '-grant'] LOOP
        INSERT INTO safer.purpose (fund, id, name, kind, planned_pence)
        VALUES (fund, name, title, 'project', planned_pence)
        ON CONFLICT ON CONSTRAINT purpose_pkey DO NOTHING;
        PERFORM FROM safer.purpose AS u WHERE u.fund = fund AND u.id = name AND u.kind = 'project';
        IF FOUND THEN
            RETURN name;
        END IF;
    END LOOP;
    PERFORM safer.refuse('purpose-exists',
        format('The fund has purposes ''%s'' and ''%s'' already, which are no projects.', project, name));
END
$$;

ALTER FUNCTION safer.open_project_purpose(text, text, text, bigint) OWNER TO safer_rules;
