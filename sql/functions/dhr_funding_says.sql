-- Why the gap the papers print is not the one that follows from what else they say.
CREATE FUNCTION safer.dhr_funding_says()
RETURNS text
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    unit bigint := (SELECT f.amount FROM safer.dhr_funding_figure AS f WHERE f.kind = 'unit_cost_pence');
    reviews bigint := (SELECT f.amount FROM safer.dhr_funding_figure AS f WHERE f.kind = 'reviews');
    printed bigint := (SELECT f.amount FROM safer.dhr_funding_figure AS f WHERE f.kind = 'printed_gap_pence');
    districts bigint := (
        SELECT count(*)
        FROM safer.dhr_funding_figure AS f
        JOIN safer.partner AS p ON p.id = f.partner
        WHERE f.kind = 'contribution_pence' AND p.kind = 'district');
    asked bigint := (SELECT sum(f.amount) FROM safer.dhr_funding_figure AS f WHERE f.kind = 'contribution_pence');
BEGIN
    RETURN format('The papers print a gap of %s and do not say how they come to it. By the other figures they print,'
        ' with %s districts, a number they do not give, it is %s: %s reviews at %s are %s, and what partners give or'
        ' were asked for is %s.', safer.pounds(printed), districts, safer.pounds(unit * reviews - asked), reviews,
        safer.pounds(unit), safer.pounds(unit * reviews), safer.pounds(asked));
END
$$;

ALTER FUNCTION safer.dhr_funding_says() OWNER TO safer_rules;
