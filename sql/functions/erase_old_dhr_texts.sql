-- Retention: erases the texts, drafts and older names of reviews that were over before a day, and what their events and
-- stored replies say, of so many reviews at the most: of how many.
CREATE FUNCTION safer.erase_old_dhr_texts(before_day date, most integer)
RETURNS bigint
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    old uuid;
    erased bigint := 0;
BEGIN
    FOR old IN
        SELECT o.id
        FROM unnest(safer.dhrs_over(before_day)) AS o (id)
        WHERE safer.has_dhr_texts(o.id)
        ORDER BY o.id
        LIMIT most
    LOOP
        DELETE FROM safer.dhr_alias AS a WHERE a.dhr = old;
        PERFORM safer.erase_dhr_texts(old), safer.erase_dhr_draft(old), safer.erase_dhr_events(old);
        UPDATE safer.dhr AS d SET written_by = pg_current_xact_id() WHERE d.id = old;
        erased := erased + 1;
    END LOOP;
    RETURN erased;
END
$$;

ALTER FUNCTION safer.erase_old_dhr_texts(date, integer) OWNER TO safer_rules;
