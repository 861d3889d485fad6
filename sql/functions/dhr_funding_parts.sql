-- What each partner pays towards reviews in a scenario: what the papers say, or what is given for it in
-- contributions, as partner:pence. Who reads the fund is told who may not contribute, and then nothing of that
-- partner's is counted; to anybody else it is not known. It refuses what cannot be, and names every fault.
CREATE FUNCTION safer.dhr_funding_parts(contributions text, unit_cost_pence bigint, reviews integer, on_day date)
RETURNS TABLE (partner text, name text, amount_pence bigint, source text,
    may_contribute boolean, counted_pence bigint, share double precision)
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    reads boolean := 'dhr-fund' = ANY (safer.funds_in_view());
    cost_pence bigint := coalesce(unit_cost_pence,
            (SELECT f.amount FROM safer.dhr_funding_figure AS f WHERE f.kind = 'unit_cost_pence'))
        * coalesce(reviews, (SELECT f.amount FROM safer.dhr_funding_figure AS f WHERE f.kind = 'reviews'));
    faults jsonb;
BEGIN
    SELECT jsonb_agg(jsonb_build_object('parameter', 'contributions', 'code', 'scenario-invalid', 'detail', j.fault)
        ORDER BY j.fault)
    INTO faults
    FROM (
        SELECT DISTINCT CASE
            WHEN x.times > 1 THEN format('%s is named twice.', x.key)
            WHEN NOT EXISTS (SELECT FROM safer.partner AS p WHERE p.id = x.key)
                THEN format('There is no partner ''%s''.', x.key) END AS fault
        FROM safer.read_pairs(contributions) AS x) AS j
    WHERE j.fault IS NOT NULL;
    IF faults IS NOT NULL THEN
        PERFORM safer.refuse('scenario-invalid', CASE jsonb_array_length(faults)
            WHEN 1 THEN faults -> 0 ->> 'detail'
            ELSE format('%s things in the scenario cannot be.', jsonb_array_length(faults)) END,
            NULL, jsonb_build_object('errors', faults));
    END IF;
    RETURN QUERY
    SELECT c.partner, p.name, c.amount_pence, c.source, c.may, n.counted_pence,
        round(n.counted_pence::numeric / nullif(cost_pence, 0), 4)::double precision
    FROM (
        SELECT coalesce(x.key, f.partner) AS partner, coalesce(x.value::bigint, f.amount) AS amount_pence,
            CASE WHEN x.key IS NULL THEN f.source ELSE 'scenario' END AS source,
            CASE WHEN reads THEN NOT EXISTS (
                SELECT
                FROM safer.fund_exclusion AS e
                WHERE e.fund = 'dhr-fund'
                    AND e.partner = coalesce(x.key, f.partner)
                    AND on_day BETWEEN e.from_on AND coalesce(e.to_on, 'infinity')) END AS may
        FROM (SELECT * FROM safer.dhr_funding_figure AS g WHERE g.kind = 'contribution_pence') AS f
        FULL JOIN safer.read_pairs(contributions) AS x ON x.key = f.partner) AS c
    CROSS JOIN LATERAL (SELECT CASE WHEN c.may IS NOT FALSE THEN c.amount_pence ELSE 0 END AS counted_pence) AS n
    JOIN safer.partner AS p ON p.id = c.partner
    ORDER BY c.partner;
END
$$;

ALTER FUNCTION safer.dhr_funding_parts(text, bigint, integer, date) OWNER TO safer_rules;
