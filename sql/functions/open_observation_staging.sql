-- Makes the temporary table that observations are copied into before they are looked at; it goes with the transaction.
-- line is where a row stands in the file, or in items from 1 on; fault_column and fault (code|sentence) say that a row
-- had not the right shape. Each cell is its text as sent, NULL where there was none. Fails when the name is taken.
CREATE FUNCTION safer.open_observation_staging()
RETURNS void
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET client_min_messages = warning
AS $$
BEGIN
    CREATE TEMPORARY TABLE observation_staging (
        line bigint NOT NULL,
        fault_column text,
        fault text,
        indicator text,
        area text,
        period text,
        value text,
        status text
    ) ON COMMIT DROP;
    GRANT INSERT ON pg_temp.observation_staging TO safer_service;
END
$$;

ALTER FUNCTION safer.open_observation_staging() OWNER TO safer_rules;
