-- What a list of observations tells: with updated_after, what transactions from since on and before upper have written;
-- and in any case the watermark at which a later list begins, so that it misses nothing. A transaction that was still
-- open when this snapshot was taken has a number not below the oldest open one, so what it commits later is told by the
-- next list, however old its number is by then. The mark of a page carries the watermark of the first one.
--
-- updated_after is a watermark of this database's life, or an instant: then it begins with the last load at that
-- instant or before, which noted what was open at its time; everything was committed later that was not over then.
-- Before the first load there is nothing to begin with, and everything is told. What was known at an instant has no
-- watermark. Refuses an instant that there is not, and a mark with a watermark that no page can have carried.
CREATE FUNCTION safer.observation_window(updated_after text, as_of timestamptz, mark text)
RETURNS TABLE (since xid8, upper xid8, next xid8, watermark text)
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
ROWS 1
AS $$
DECLARE
    life text := safer.database_life();
    oldest_open xid8 := pg_snapshot_xmin(pg_current_snapshot());
    newest xid8;
    page text := nullif(split_part(mark, '.', 1), '');
    instant timestamptz;
BEGIN
    PERFORM safer.check_known(NULL, as_of);
    IF as_of IS NOT NULL AND updated_after IS NOT NULL THEN
        PERFORM safer.refuse_parameter('delta-of-the-past', 'as_of',
            'Ask for what has changed since, or for what was known at an instant, not for both.');
    END IF;
    IF page !~ '^[0-9]{1,20}$' OR page::numeric > oldest_open::text::numeric THEN
        PERFORM safer.refuse_parameter('bad-cursor', 'after', 'The mark was not made by this list.');
    END IF;
    -- Behind the last that was written and is over: so the watermark moves with what is written here, and with nothing
    -- else.
    SELECT n.written_by
    INTO newest
    FROM (
        (
            SELECT o.written_by
            FROM safer.observation AS o
            WHERE o.written_by < oldest_open
            ORDER BY o.written_by DESC
            LIMIT 1
        )
        UNION ALL
        (
            SELECT i.shown_by
            FROM safer.indicator AS i
            WHERE i.shown_by < oldest_open
            ORDER BY i.shown_by DESC
            LIMIT 1
        )
    ) AS n
    ORDER BY n.written_by DESC
    LIMIT 1;
    next := coalesce(page, (newest::text::numeric + 1)::text, '0')::xid8;
    upper := next;
    IF updated_after ~ '^[0-9a-f]{16}-[0-9]+$' THEN
        since := split_part(updated_after, '-', 2)::xid8;
        IF split_part(updated_after, '-', 1) <> life OR since > oldest_open THEN
            PERFORM safer.refuse_parameter('watermark-unknown', 'updated_after', 'The watermark is not of this database as'
                ' it is now: it was restored, or has moved. Pull everything once.');
        END IF;
    ELSIF updated_after IS NOT NULL THEN
        BEGIN
            instant := updated_after;
        EXCEPTION WHEN data_exception THEN
            PERFORM safer.refuse_parameter('invalid-parameters', 'updated_after', 'There is no such instant: a month, a'
                ' day, an hour or the offset from UTC is not one that can be.');
        END;
        SELECT l.oldest_open
        INTO since
        FROM safer.observation_load AS l
        WHERE l.database_life = life
            AND l.created_at <= instant
        ORDER BY l.created_at DESC
        LIMIT 1;
        IF since IS NULL THEN
            since := '0';
            upper := '18446744073709551615';
        END IF;
    END IF;
    watermark := CASE WHEN as_of IS NULL THEN concat(life, '-', next) END;
    RETURN NEXT;
END
$$;

ALTER FUNCTION safer.observation_window(text, timestamptz, text) OWNER TO safer_rules;
