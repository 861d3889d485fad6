-- A page of what the caller may see and the query finds: ranked, the best first, then the latest; from behind the mark
-- of a page on. It reads all rows, because no index of words can be used under row security, so it says itself who
-- sees what, as the policies do. restricted: it is not for publication, and the caller reads it. withheld: it was
-- found by its public title, for the caller reads no more of it. Priorities and plans are few: their words are read
-- when they are asked for. It is planned as for few rows that are in memory, which is what nearly every search finds,
-- and without what takes longer to start than such a search does.
CREATE FUNCTION safer.search_page(query tsquery, of_kind text, in_body text, from_on date, to_on date, behind text,
    page_size bigint)
RETURNS TABLE (kind text, id text, rank real, body text, meeting uuid, on_day date, restricted boolean,
    withheld boolean)
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET random_page_cost = 1.1
SET max_parallel_workers_per_gather = 0
SET jit = off
AS $$
#variable_conflict use_column
DECLARE
    partner boolean := nullif(current_setting('safer.partner', true), '') IS NOT NULL;
    joined text[] := ARRAY(SELECT b.body FROM safer.bodies_joined() AS b (body));
    shown text[] := ARRAY(SELECT b.body FROM safer.bodies_shown() AS b (body));
    kept text[] := ARRAY(SELECT b.body FROM safer.bodies_kept() AS b (body));
    read text[] := ARRAY(SELECT b.body FROM safer.bodies_restricted() AS b (body));
BEGIN
    RETURN QUERY
    SELECT e.kind, e.id, e.rank, e.body, e.meeting, e.on_day, e.restricted, e.withheld
    FROM (
        SELECT 'meeting' AS kind, w.id::text AS id, ts_rank_cd(w.words, query, 1) AS rank, w.body, w.id AS meeting,
            (w.starts_at AT TIME ZONE 'Europe/London')::date AS on_day, false AS restricted, false AS withheld
        FROM safer.meeting AS w
        WHERE w.words @@ query
            AND (w.body = ANY (kept) OR (w.notice_on IS NOT NULL AND w.body = ANY (shown)))
        UNION ALL
        SELECT 'item', i.id::text, ts_rank_cd(t.words, query, 1), i.body, i.meeting,
            (w.starts_at AT TIME ZONE 'Europe/London')::date, i.restricted, false
        FROM safer.item_text AS t
        JOIN safer.item AS i ON i.id = t.item
        JOIN safer.meeting AS w ON w.id = i.meeting
        WHERE t.words @@ query
            AND (i.body = ANY (kept) OR (i.published_on IS NOT NULL AND i.body = ANY (shown)))
            AND (NOT i.restricted OR i.body = ANY (read))
        UNION ALL
        SELECT 'item', i.id::text, ts_rank_cd(i.public_words, query, 1), i.body, i.meeting,
            (w.starts_at AT TIME ZONE 'Europe/London')::date, false, true
        FROM safer.item AS i
        JOIN safer.meeting AS w ON w.id = i.meeting
        WHERE i.public_words @@ query
            AND (i.body = ANY (kept) OR (i.published_on IS NOT NULL AND i.body = ANY (shown)))
            AND i.body <> ALL (read)
        UNION ALL
        SELECT 'paper', p.id::text, ts_rank_cd(t.words, query, 1), p.body, p.meeting,
            (w.starts_at AT TIME ZONE 'Europe/London')::date, p.restricted OR i.restricted, false
        FROM safer.paper_text AS t
        JOIN safer.paper AS p ON p.id = t.paper
        JOIN safer.item AS i ON i.id = p.item
        JOIN safer.meeting AS w ON w.id = p.meeting
        WHERE t.words @@ query
            AND (p.body = ANY (kept)
                OR (p.published_on IS NOT NULL AND i.published_on IS NOT NULL AND p.body = ANY (shown)))
            AND (NOT (p.restricted OR i.restricted) OR p.body = ANY (read))
        UNION ALL
        SELECT 'paper', p.id::text, ts_rank_cd(p.public_words, query, 1), p.body, p.meeting,
            (w.starts_at AT TIME ZONE 'Europe/London')::date, false, true
        FROM safer.paper AS p
        JOIN safer.item AS i ON i.id = p.item
        JOIN safer.meeting AS w ON w.id = p.meeting
        WHERE p.public_words @@ query
            AND (p.body = ANY (kept)
                OR (p.published_on IS NOT NULL AND i.published_on IS NOT NULL AND p.body = ANY (shown)))
            AND p.body <> ALL (read)
        UNION ALL
        SELECT 'minute', m.id::text, ts_rank_cd(t.words, query, 1), m.body, m.meeting,
            (w.starts_at AT TIME ZONE 'Europe/London')::date, m.restricted OR coalesce(i.restricted, false), false
        FROM safer.minute_text AS t
        JOIN safer.minute AS m ON m.id = t.minute
        JOIN safer.meeting AS w ON w.id = m.meeting
        LEFT JOIN safer.item AS i ON i.id = m.item
        WHERE t.words @@ query
            AND (m.body = ANY (kept)
                OR (m.published_on IS NOT NULL AND w.notice_on IS NOT NULL AND m.body = ANY (shown)))
            AND (NOT (m.restricted OR coalesce(i.restricted, false)) OR m.body = ANY (read))
        UNION ALL
        SELECT 'decision', d.id::text, ts_rank_cd(d.words, query, 1), d.body, d.meeting,
            (w.starts_at AT TIME ZONE 'Europe/London')::date, d.restricted, false
        FROM safer.decision AS d
        JOIN safer.meeting AS w ON w.id = d.meeting
        WHERE d.words @@ query
            AND (d.body = ANY (kept) OR (w.minutes_on IS NOT NULL AND d.body = ANY (shown)))
            AND (NOT d.restricted OR d.body = ANY (read))
            AND (d.minute IS NULL OR d.body = ANY (kept) OR EXISTS (
                SELECT
                FROM safer.minute AS n
                WHERE n.id = d.minute
                    AND n.published_on IS NOT NULL))
        UNION ALL
        SELECT 'follow_up', f.id::text, ts_rank_cd(f.words, query, 1), f.body, f.meeting,
            (w.starts_at AT TIME ZONE 'Europe/London')::date, f.restricted, false
        FROM safer.follow_up AS f
        JOIN safer.meeting AS w ON w.id = f.meeting
        WHERE f.words @@ query
            AND (f.body = ANY (kept)
                OR (w.notice_on IS NOT NULL AND f.body = ANY (shown)
                    AND (f.body = ANY (joined) OR w.minutes_on IS NOT NULL AND NOT EXISTS (
                        SELECT
                        FROM safer.decision AS d
                        JOIN safer.minute AS n ON n.id = d.minute
                        WHERE d.id = f.decision
                            AND n.published_on IS NULL))))
            AND (NOT f.restricted OR f.body = ANY (read))
        UNION ALL
        SELECT 'action', a.id::text, ts_rank_cd(a.words, query, 1), NULL, NULL, a.due_on, false, false
        FROM safer.action AS a
        WHERE a.words @@ query
            AND (partner OR (a.public AND EXISTS (
                SELECT
                FROM safer.priority_set_member AS m
                JOIN safer.priority_set AS s ON s.id = m.priority_set
                WHERE m.priority = a.priority
                    AND s.state <> 'draft')))
        UNION ALL
        SELECT 'project', p.id, ts_rank_cd(p.words, query, 1), NULL, NULL, p.starts_on, false, false
        FROM safer.project AS p
        WHERE p.words @@ query
            AND (partner OR (p.public AND p.state <> 'proposed'))
        UNION ALL
        SELECT p.kind, p.id, ts_rank_cd(t.words, query, 1), NULL, NULL, s.starts_on, false, false
        FROM safer.priority AS p
        CROSS JOIN LATERAL (
            SELECT string_agg(DISTINCT m.title, E'\n') AS titles, max(s.starts_on) AS starts_on
            FROM safer.priority_set_member AS m
            JOIN safer.priority_set AS s ON s.id = m.priority_set
            WHERE m.priority = p.id
                AND (partner OR s.state <> 'draft')
        ) AS s
        CROSS JOIN LATERAL (
            SELECT setweight(to_tsvector('pg_catalog.english', coalesce(s.titles, p.title)), 'A')
                || setweight(to_tsvector('pg_catalog.english', coalesce(p.note, '')), 'D') AS words
        ) AS t
        WHERE t.words @@ query
            AND (partner OR s.titles IS NOT NULL)
        UNION ALL
        SELECT 'plan', p.id, ts_rank_cd(t.words, query, 1), NULL, NULL, p.starts_on, false, false
        FROM safer.plan AS p
        CROSS JOIN LATERAL (
            SELECT setweight(to_tsvector('pg_catalog.english', p.title), 'A')
                || setweight(to_tsvector('pg_catalog.english',
                    concat_ws(E'\n', p.note, string_agg(a.text, E'\n'))), 'D') AS words
            FROM safer.plan_aim AS a
            WHERE a.plan = p.id
        ) AS t
        WHERE t.words @@ query
            AND (partner OR p.state = 'published' OR p.printed)
        UNION ALL
        SELECT 'chapter', c.id, ts_rank_cd(c.words, query, 1), NULL, NULL, v.starts_on, false, false
        FROM safer.csa_chapter AS c
        JOIN safer.csa_version AS v ON v.id = c.csa_version
        WHERE c.words @@ query
            AND NOT c.removed
            AND (partner OR v.state = 'final')
    ) AS e
    WHERE (of_kind IS NULL OR e.kind = of_kind)
        AND (in_body IS NULL OR e.body = in_body)
        AND (from_on IS NULL OR e.on_day >= from_on)
        AND (to_on IS NULL OR e.on_day <= to_on)
        AND (behind IS NULL OR (e.rank, coalesce(e.on_day, '-infinity'), e.kind, e.id)
            < (split_part(behind, '/', 1)::real, split_part(behind, '/', 2)::date, split_part(behind, '/', 3),
                regexp_replace(behind, '^([^/]*/){3}', '')))
    ORDER BY e.rank DESC, coalesce(e.on_day, '-infinity') DESC, e.kind DESC, e.id DESC
    LIMIT page_size;
END
$$;

ALTER FUNCTION safer.search_page(tsquery, text, text, date, date, text, bigint) OWNER TO safer_rules;
