-- Rounds, with what a bid has to answer.
CREATE VIEW api.grant_rounds WITH (security_invoker) AS
SELECT r.id, r.title, r.fund, g.funder, r.body, r.amount_pence, r.opens_on, r.closes_on,
    coalesce(safer.today() BETWEEN r.opens_on AND r.closes_on, false) AS open, r.public, r.url, r.source, r.note,
    r.created_at, r.version,
    (SELECT coalesce(json_agg(json_build_object('id', c.id, 'text', c.text, 'required', c.required) ORDER BY c.place),
            '[]')
        FROM safer.criterion AS c
        WHERE c.round = r.id) AS criteria
FROM safer.grant_round AS r
CROSS JOIN LATERAL safer.round_giver(r.id) AS g;
