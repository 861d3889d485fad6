-- Posts, one row for each time during which nothing of them changes: from from_on to until_on, which is the day before
-- the next change, or the post's last.
CREATE VIEW api.posts WITH (security_invoker) AS
SELECT p.id, p.employer, t.title, t.from_on,
    least(t.to_on, (
        SELECT min(n.from_on) - 1
        FROM safer.post_term AS n
        WHERE n.post = t.post
            AND n.from_on > t.from_on)) AS until_on,
    t.to_on, t.headcount, t.host, t.placement, t.phase, t.contract, t.filled, t.funding, t.fund, t.agreement,
    t.annual_cost_pence, t.funded_from, t.funded_months, t.note, p.version
FROM safer.post AS p
JOIN safer.post_term AS t ON t.post = p.id;
