-- Keeps the observations that are staged, all or none of them, and says what became of them in a load of this id, which it
-- returns. A dry run reads and compares them only.
CREATE FUNCTION safer.load_observations(id uuid, form text, filename text, sha256 text, bytes bigint, dry_run boolean)
RETURNS text
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    caller text := nullif(current_setting('safer.partner', true), '');
    oldest_open xid8;
    instant timestamptz;
    rows bigint;
    counts record;
BEGIN
    PERFORM FROM safer.partner AS p WHERE p.id = caller;
    IF NOT FOUND THEN
        PERFORM safer.refuse('not-permitted', 'Your token names no partner, so there is no series of yours to write.');
    END IF;
    IF NOT safer.read_observation_staging() THEN
        PERFORM safer.refuse_observation_rows(form);
    END IF;
    -- First what is open, then the clock: at that instant all that is older was over.
    oldest_open := pg_snapshot_xmin(pg_current_snapshot());
    instant := clock_timestamp();
    rows := (SELECT count(*) FROM pg_temp.observation_parsed);
    IF coalesce(dry_run, false) THEN
        SELECT * INTO counts FROM safer.compare_observations();
    ELSE
        SELECT * INTO counts FROM safer.store_observations(instant);
    END IF;
    INSERT INTO safer.observation_load (id, form, filename, sha256, bytes, rows, added, revised, unchanged, partner,
        client, created_at, database_life, oldest_open)
    VALUES (id, form, filename, sha256, bytes, rows, counts.added, counts.revised,
        rows - counts.added - counts.revised, caller, current_setting('safer.client'), instant,
        safer.database_life(), oldest_open);
    DROP TABLE pg_temp.observation_parsed, pg_temp.observation_series, pg_temp.observation_staging;
    RETURN id;
END
$$;

ALTER FUNCTION safer.load_observations(uuid, text, text, text, bigint, boolean) OWNER TO safer_rules;
