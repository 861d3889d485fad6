-- Which of the numbers of a table of one dimension are hidden: all below 5 and, where there are any, the smallest of
-- the others as well, with all that are equal to it. So at least one that is hidden is 5 or more, and as numbers
-- alone decide, never their place, any of the hidden ones may be it: neither the total nor the rule tells which are
-- below 5.
CREATE FUNCTION safer.hidden_cells(numbers integer[])
RETURNS boolean[]
LANGUAGE plpgsql
IMMUTABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
BEGIN
    RETURN (
        WITH cell AS (
            SELECT u.number, u.place
            FROM unnest(numbers) WITH ORDINALITY AS u (number, place)
        ), bound AS (
            SELECT bool_or(c.number < 5) AS some_small, min(c.number) FILTER (WHERE c.number >= 5) AS least
            FROM cell AS c
        )
        SELECT array_agg(b.some_small AND (c.number < 5 OR c.number = b.least) ORDER BY c.place)
        FROM cell AS c
        CROSS JOIN bound AS b);
END
$$;

ALTER FUNCTION safer.hidden_cells(integer[]) OWNER TO safer_rules;
