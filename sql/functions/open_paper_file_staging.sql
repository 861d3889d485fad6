-- Makes the temporary table that a file is copied into, part by part; it goes with the transaction. Fails when the name is
-- taken.
CREATE FUNCTION safer.open_paper_file_staging()
RETURNS void
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET client_min_messages = warning
AS $$
BEGIN
    CREATE TEMPORARY TABLE paper_file_staging (
        part integer NOT NULL,
        content bytea NOT NULL
    ) ON COMMIT DROP;
    ALTER TABLE pg_temp.paper_file_staging ALTER COLUMN content SET STORAGE EXTERNAL;
    GRANT INSERT ON pg_temp.paper_file_staging TO safer_service;
END
$$;

ALTER FUNCTION safer.open_paper_file_staging() OWNER TO safer_rules;
