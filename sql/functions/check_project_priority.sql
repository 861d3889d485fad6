-- Trigger: at the end of a transaction, each project it wrote serves a priority.
CREATE FUNCTION safer.check_project_priority()
RETURNS trigger
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    written text := CASE TG_TABLE_NAME WHEN 'project' THEN to_jsonb(NEW) ->> 'id' ELSE to_jsonb(OLD) ->> 'project' END;
BEGIN
    IF NOT EXISTS (SELECT FROM safer.project_priority AS p WHERE p.project = written) THEN
        PERFORM safer.refuse('project-without-priority', 'A project serves at least one priority.', '/priorities');
    END IF;
    RETURN NULL;
END
$$;

ALTER FUNCTION safer.check_project_priority() OWNER TO safer_rules;

CREATE CONSTRAINT TRIGGER project_has_priority
AFTER INSERT ON safer.project
DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW EXECUTE FUNCTION safer.check_project_priority();

CREATE CONSTRAINT TRIGGER project_priority_kept
AFTER DELETE OR UPDATE ON safer.project_priority
DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW EXECUTE FUNCTION safer.check_project_priority();
