-- Awards with what open data say of them. What only a bid says is there for who reads the bid; a priority for who reads
-- that, of a project that serves more than eight the first eight. Where no recipient is published, the partnership
-- itself was given the money; where no day is, the date is the first of the time it was given for. in_kent: it is known
-- that who benefits is in the county, for it is a recipient of the county or of one of its districts.
CREATE VIEW api.grants WITH (security_invoker) AS
SELECT a.id, a.round, a.project, a.recipient, a.state, p.title,
    concat_ws(' ', coalesce(p.summary, p.title),
        CASE WHEN a.awarded_on IS NULL
            THEN 'The day of the award is not published: the date stands for the financial year.' END,
        CASE WHEN a.recipient IS NULL
            THEN 'Who received it is not published: it was paid from money given to the partnership.' END,
        'It was withdrawn on ' || safer.day_in_words(a.withdrawn_on) || '.') AS description,
    a.amount_pence * 0.01 AS awarded, b.amount_pence * 0.01 AS applied_for,
    CASE WHEN a.bid IS NOT NULL OR a.paid_pence > 0 THEN a.paid_pence * 0.01 END AS disbursed,
    coalesce(a.awarded_on, g.given_from, r.closes_on, (a.created_at AT TIME ZONE 'Europe/London')::date) AS awarded_on,
    coalesce(p.starts_on, b.starts_on) AS starts_on, coalesce(p.ends_on, b.ends_on) AS ends_on,
    coalesce(o.id, 'kcsp') AS recipient_slug, o.organisation_id AS recipient_id,
    coalesce(safer.partner_name(o.id, safer.today()), o.name, 'Kent Community Safety Partnership') AS recipient_name,
    g.funder AS funder_slug, f.organisation_id AS funder_id,
    coalesce(safer.partner_name(f.id, safer.today()), f.name) AS funder_name,
    r.title AS round_title, substring(r.url FROM '^https?://[A-Za-z0-9._~:/?#@!$&''()*+,;=%-]+$') AS round_url,
    CASE WHEN r.opens_on IS NOT NULL THEN CASE WHEN r.public THEN 'Yes' ELSE 'No' END END AS from_open_call,
    a.recipient IS NULL OR o.kind = 'district' OR o.organisation_id = 'GB-LAE-KEN' AS in_kent,
    c.codes, c.titles, to_char(a.changed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS changed_at
FROM safer.award AS a
JOIN safer.project AS p ON p.id = a.project
JOIN safer.grant_round AS r ON r.id = a.round
LEFT JOIN safer.bid AS b ON b.id = a.bid
LEFT JOIN safer.partner AS o ON o.id = a.recipient
CROSS JOIN LATERAL safer.round_giver(a.round) AS g
JOIN safer.partner AS f ON f.id = g.funder
CROSS JOIN LATERAL (
    SELECT array_agg(x.id ORDER BY x.id) AS codes, array_agg(x.title ORDER BY x.id) AS titles
    FROM (
        SELECT y.id, y.title
        FROM safer.project_priority AS s
        JOIN safer.priority AS y ON y.id = s.priority
        WHERE s.project = a.project
        ORDER BY y.id
        LIMIT 8) AS x) AS c;
