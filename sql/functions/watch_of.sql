-- How what must come every few months has come, by the days it came: the last one, when the next is due, whether that has
-- gone by, and between which it took longer. Without an interval nothing is due. from_on is where counting begins.
CREATE FUNCTION safer.watch_of(interval_months integer, from_on date, days date[], on_day date)
RETURNS json
LANGUAGE sql
IMMUTABLE
RETURN (
    WITH came AS (
        SELECT d.day, lead(d.day) OVER (ORDER BY d.day) AS next_day
        FROM (SELECT DISTINCT u.day FROM unnest(days) AS u (day)) AS d
    ), last AS (
        SELECT max(c.day) AS day,
            (coalesce(max(c.day), from_on) + make_interval(months => interval_months))::date AS due_by
        FROM came AS c
    )
    SELECT json_build_object('interval_months', interval_months, 'last_on', l.day, 'due_by', l.due_by,
        'overdue', on_day > l.due_by,
        'gaps', (SELECT coalesce(json_agg(json_build_object('from_on', c.day, 'to_on', c.next_day,
                'days', c.next_day - c.day) ORDER BY c.day), '[]')
            FROM came AS c
            WHERE c.next_day > c.day + make_interval(months => interval_months)))
    FROM last AS l);
