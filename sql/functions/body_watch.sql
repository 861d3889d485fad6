-- How often a body has met and had its performance report, up to a day, against what it must: one row; none for who does
-- not see what the body does. Those count that the caller sees: drafts for who keeps the meetings alone.
CREATE FUNCTION safer.body_watch(body text, on_day date)
RETURNS TABLE (watched text, watched_on date, meetings json, reports json, next_on date,
    next_meeting uuid)
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    stated safer.body;
    kept boolean := body IN (SELECT b.body FROM safer.bodies_kept() AS b (body));
BEGIN
    SELECT * INTO stated FROM safer.body AS b WHERE b.id = body;
    IF stated.id IS NULL OR NOT (kept OR body IN (SELECT b.body FROM safer.bodies_shown() AS b (body))) THEN
        RETURN;
    END IF;
    on_day := coalesce(on_day, safer.today());
    RETURN QUERY
    WITH met AS (
        SELECT m.id, (m.starts_at AT TIME ZONE 'Europe/London')::date AS day, m.state, m.starts_at,
            EXISTS (
                SELECT
                FROM safer.item AS i
                WHERE i.meeting = m.id
                    AND i.kind = 'performance_report'
                    AND (kept OR i.published_on IS NOT NULL)
                    AND (NOT i.restricted OR stated.id IN (SELECT r.body FROM safer.bodies_restricted() AS r (body)))
            ) AS reports
        FROM safer.meeting AS m
        WHERE m.body = stated.id
            AND m.state <> 'cancelled'
            AND (kept OR m.notice_on IS NOT NULL)
    ), next AS (
        SELECT m.id, m.day
        FROM met AS m
        WHERE m.day > on_day
            OR (m.day = on_day AND m.state = 'scheduled')
        ORDER BY m.starts_at, m.id
        LIMIT 1
    )
    SELECT stated.id, on_day,
        safer.watch_of(stated.interval_months, stated.from_on,
            ARRAY(SELECT m.day FROM met AS m WHERE m.state = 'held' AND m.day <= on_day), on_day),
        safer.watch_of(stated.report_interval_months, stated.from_on,
            ARRAY(SELECT m.day FROM met AS m WHERE m.state = 'held' AND m.reports AND m.day <= on_day), on_day),
        (SELECT n.day FROM next AS n), (SELECT n.id FROM next AS n);
END
$$;

ALTER FUNCTION safer.body_watch(text, date) OWNER TO safer_rules;
