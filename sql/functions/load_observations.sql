-- Keeps the observations that are staged, all or none of them, and says what became of them in a load of this id, which
-- it returns. A dry run reads and compares them only.
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
    counts record;
BEGIN
    PERFORM FROM safer.partner AS p WHERE p.id = caller;
    IF NOT FOUND THEN
        PERFORM safer.refuse('not-permitted', 'Your token names no partner, so there is no series of yours to write.');
    END IF;
    PERFORM safer.read_staged_observations();
    SELECT count(*) AS rows,
        count(*) FILTER (WHERE NOT p.sound OR p.repeats IS NOT NULL) AS refused,
        count(*) FILTER (WHERE p.known IS NULL) AS added,
        count(*) FILTER (WHERE p.changed) AS revised
    INTO counts
    FROM pg_temp.observation_parsed AS p;
    IF counts.refused > 0 THEN
        PERFORM safer.refuse_observation_rows(form);
    END IF;
    -- First what is open, then the clock: at that instant all that is older was over.
    oldest_open := pg_snapshot_xmin(pg_current_snapshot());
    instant := clock_timestamp();
    IF NOT coalesce(dry_run, false) THEN
        PERFORM safer.store_observations(instant);
    END IF;
    INSERT INTO safer.observation_load (id, form, filename, sha256, bytes, rows, added, revised, unchanged, partner,
        client, created_at, database_life, oldest_open)
    VALUES (id, form, filename, sha256, bytes, counts.rows, counts.added, counts.revised,
        counts.rows - counts.added - counts.revised, caller, current_setting('safer.client'), instant,
        safer.database_life(), oldest_open);
    DROP TABLE pg_temp.observation_parsed, pg_temp.observation_series, pg_temp.observation_period,
        pg_temp.observation_staging;
    RETURN id;
END
$$;

ALTER FUNCTION safer.load_observations(uuid, text, text, text, bigint, boolean) OWNER TO safer_rules;
