-- Each contributor's portion of what is left in a fund on a day, in proportion to what it has paid in by then, to the
-- penny (split_pence); an overdraft is shared likewise. For rules: it does not ask who reads the fund.
CREATE FUNCTION safer.fund_shares_of(fund text, on_date date)
RETURNS TABLE (partner text, name text, paid_in_pence bigint, amount_pence bigint)
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    WITH flow AS MATERIALIZED (
        SELECT f.kind, f.item, f.amount_pence
        FROM safer.fund_flows(fund_shares_of.fund) AS f
        WHERE on_date >= safer.today()
        UNION ALL
        SELECT f.kind, f.item, f.amount_pence
        FROM safer.fund_flows_until(fund_shares_of.fund, on_date) AS f
        WHERE on_date < safer.today()
    ), contributor AS (
        SELECT f.item AS partner
        FROM flow AS f
        WHERE f.kind = 'contributions'
        UNION
        SELECT p.partner
        FROM safer.agreement AS a
        JOIN safer.agreement_party AS p ON p.agreement = a.id
        WHERE a.fund = fund_shares_of.fund
            AND a.starts_on <= on_date
        UNION
        SELECT n.partner
        FROM safer.fund_contributor AS n
        WHERE n.fund = fund_shares_of.fund
            AND n.from_on <= on_date
    ), paid AS (
        SELECT c.partner, (SELECT coalesce(sum(f.amount_pence), 0)::bigint
            FROM flow AS f WHERE f.kind = 'contributions' AND f.item = c.partner) AS pence
        FROM contributor AS c
    ), split AS (
        SELECT safer.split_pence((SELECT coalesce(sum(f.amount_pence), 0)::bigint FROM flow AS f),
                array_agg(d.pence ORDER BY d.partner)) AS pence,
            array_agg(d.partner ORDER BY d.partner) AS partner,
            array_agg(d.pence ORDER BY d.partner) AS paid
        FROM paid AS d
    )
    SELECT o.id, o.name, x.paid, x.pence
    FROM split AS s
    CROSS JOIN LATERAL unnest(s.partner, s.paid, s.pence) AS x (partner, paid, pence)
    JOIN safer.partner AS o ON o.id = x.partner
    ORDER BY o.id;
END
$$;

ALTER FUNCTION safer.fund_shares_of(text, date) OWNER TO safer_rules;
