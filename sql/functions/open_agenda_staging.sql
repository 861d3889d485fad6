-- Makes the temporary table that the rows of an agenda are copied into before they are looked at; it goes with the
-- transaction. line is where a row stands in the file, or in items from 1 on; fault_column and fault (code|sentence)
-- say that a row had not the right shape. Each cell is its text as sent, NULL where there was none; papers are those of
-- an item of JSON. Fails when the name is taken.
CREATE FUNCTION safer.open_agenda_staging()
RETURNS void
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET client_min_messages = warning
AS $$
BEGIN
    CREATE TEMPORARY TABLE agenda_staging (
        line bigint NOT NULL,
        fault_column text,
        fault text,
        ref text,
        title text,
        kind text,
        description text,
        restricted text,
        exempt_ground text,
        public_interest text,
        public_title text,
        marking text,
        verbal text,
        page_from text,
        page_to text,
        external_id text,
        url text,
        meeting_external_system text,
        meeting_external_id text,
        meeting_starts_at text,
        meeting_ends_at text,
        meeting_place text,
        meeting_url text,
        paper_title text,
        paper_url text,
        paper_classification text,
        paper_author_offices text,
        paper_summary text,
        paper_restricted text,
        paper_exempt_ground text,
        paper_public_interest text,
        paper_public_title text,
        papers text
    ) ON COMMIT DROP;
    GRANT INSERT ON pg_temp.agenda_staging TO safer_service;
END
$$;

ALTER FUNCTION safer.open_agenda_staging() OWNER TO safer_rules;
