-- A project that is given money of a fund is a purpose of the fund's spending, under its own id, once it is first needed.
CREATE FUNCTION safer.open_project_purpose(fund text, project text, title text, planned_pence bigint)
RETURNS void
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
BEGIN
    INSERT INTO safer.purpose (fund, id, name, kind, planned_pence)
    VALUES (fund, project, title, 'project', planned_pence)
    ON CONFLICT ON CONSTRAINT purpose_pkey DO NOTHING;
    PERFORM FROM safer.purpose AS u WHERE u.fund = fund AND u.id = project AND u.kind = 'project';
    IF NOT FOUND THEN
        PERFORM safer.refuse('purpose-exists',
            format('The fund has a purpose ''%s'' already, which is no project.', project));
    END IF;
END
$$;

ALTER FUNCTION safer.open_project_purpose(text, text, text, bigint) OWNER TO safer_rules;
