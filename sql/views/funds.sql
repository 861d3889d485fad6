-- Funds, each with the agreement in force today. That changes with the calendar as well as by writes, so the
-- version counts agreements begun and ended too: it never stays when the row differs.
CREATE VIEW api.funds WITH (security_invoker) AS
SELECT f.id, f.name, f.host, t.in_force AS agreement, f.rolls_forward, f.note,
    f.version + t.begun + t.ended AS version
FROM safer.fund AS f
CROSS JOIN LATERAL (
    SELECT (array_agg(a.id ORDER BY a.starts_on DESC, a.id) FILTER (
            WHERE least(a.ends_on, a.dissolved_on) >= safer.today()))[1] AS in_force,
        count(*)::integer AS begun,
        (count(*) FILTER (WHERE least(a.ends_on, a.dissolved_on) < safer.today()))::integer AS ended
    FROM safer.agreement AS a
    WHERE a.fund = f.id
        AND a.starts_on <= safer.today()
) AS t;
