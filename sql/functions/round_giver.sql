-- Who gives the money of a round, which is the host of its fund where nobody else is named; and the first day of the time
-- it was given for, where the fund names one. Both are told to whoever sees the round.
CREATE FUNCTION safer.round_giver(round_id text, OUT funder text, OUT given_from date)
LANGUAGE sql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
SELECT g.id, (SELECT min(c.from_on) FROM safer.fund_contributor AS c WHERE c.fund = r.fund AND c.partner = g.id)
FROM safer.grant_round AS r
JOIN safer.fund AS f ON f.id = r.fund
JOIN safer.partner AS g ON g.id = coalesce(r.funder, f.host)
WHERE r.id = round_id
$$;

ALTER FUNCTION safer.round_giver(text) OWNER TO safer_rules;
