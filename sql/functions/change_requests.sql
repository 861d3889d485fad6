-- The change requests of an agreement, or one of them, as they stood on a date. A change that every party agrees to
-- is made at the next review on the day of the last consent or after it; when none is left it waits for the agreement
-- that follows.
CREATE FUNCTION safer.change_requests(of_agreement text, of_change uuid, on_date date)
RETURNS TABLE (id uuid, agreement text, partner text, title text, text text, clause text, state text,
    requested_on date, agreed_on date, lands_on date, waits_for text, created_at timestamptz, version integer,
    consents json, missing json, says json)
LANGUAGE sql
STABLE
AS $$
    SELECT c.id, c.agreement, c.partner, c.title, c.text, c.clause, s.state, c.requested_on, g.agreed_on,
        CASE WHEN g.agreed_on IS NOT NULL THEN r.next_on END,
        CASE WHEN s.state = 'waiting' THEN n.id END, c.created_at, c.version + (n.id IS NOT NULL)::integer,
        d.consents, m.missing, safer.change_says(s.state, r.next_on, n.id, d.refused_by)
    FROM safer.change_request AS c
    LEFT JOIN safer.agreement AS n ON n.succeeds = c.agreement
    CROSS JOIN LATERAL (
        SELECT coalesce(json_agg(json_build_object('partner', x.partner, 'agrees', x.agrees, 'decided_on', x.decided_on,
                'note', x.note) ORDER BY x.decided_on, x.created_at, x.partner), '[]') AS consents,
            (array_agg(x.partner) FILTER (WHERE NOT x.agrees))[1] AS refused_by,
            count(*) AS decided, max(x.decided_on) AS last_on
        FROM safer.consent AS x
        WHERE x.change = c.id
            AND x.decided_on <= on_date
    ) AS d
    CROSS JOIN LATERAL (
        SELECT coalesce(json_agg(p.partner ORDER BY p.partner), '[]') AS missing, count(*) = 0 AS whole
        FROM safer.agreement_party AS p
        WHERE p.agreement = c.agreement
            AND NOT EXISTS (SELECT FROM safer.consent AS x
                WHERE x.change = c.id AND x.partner = p.partner AND x.decided_on <= on_date)
    ) AS m
    CROSS JOIN LATERAL (
        SELECT CASE WHEN m.whole AND d.refused_by IS NULL THEN d.last_on END AS agreed_on
    ) AS g
    CROSS JOIN LATERAL (
        SELECT min(v.review_on) AS next_on
        FROM safer.agreement_review AS v
        WHERE v.agreement = c.agreement
            AND v.review_on >= coalesce(g.agreed_on, on_date)
            AND v.review_on <= safer.agreement_last_day(c.agreement, on_date)
    ) AS r
    CROSS JOIN LATERAL (
        SELECT CASE WHEN d.refused_by IS NOT NULL THEN 'rejected'
            WHEN g.agreed_on IS NULL AND d.decided <= 1 THEN 'requested'
            WHEN g.agreed_on IS NULL THEN 'under_consideration'
            WHEN r.next_on IS NULL THEN 'waiting'
            WHEN r.next_on <= on_date THEN 'applied'
            ELSE 'scheduled' END AS state
    ) AS s
    WHERE c.agreement = of_agreement
        AND c.id = coalesce(of_change, c.id)
        AND c.requested_on <= on_date
$$;
