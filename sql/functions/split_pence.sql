-- Splits an amount in proportion to weights, to the penny: each gets the whole pence below its share, and the pennies
-- that are left go one each to the largest fractions (the larger weight first where they are equal, then the earlier
-- place). Of an amount below 0 likewise, with the sign kept. Weights that are all 0 share equally.
CREATE FUNCTION safer.split_pence(amount bigint, weights bigint[])
RETURNS bigint[]
LANGUAGE sql
IMMUTABLE
RETURN (
    WITH part AS (
        SELECT w.place, CASE WHEN t.total > 0 THEN w.weight ELSE 1 END::numeric AS weight,
            CASE WHEN t.total > 0 THEN t.total ELSE t.number END AS total
        FROM unnest(weights) WITH ORDINALITY AS w (weight, place)
        CROSS JOIN (SELECT sum(v.weight) AS total, count(*) AS number FROM unnest(weights) AS v (weight)) AS t
    ), share AS (
        SELECT p.place, p.weight, div(abs(amount::numeric) * p.weight, p.total) AS whole,
            mod(abs(amount::numeric) * p.weight, p.total) AS fraction
        FROM part AS p
    ), ranked AS (
        SELECT s.place, s.whole,
            row_number() OVER (ORDER BY s.fraction DESC, s.weight DESC, s.place) AS rank,
            abs(amount::numeric) - sum(s.whole) OVER () AS pennies
        FROM share AS s
    )
    SELECT array_agg((sign(amount) * (r.whole + (r.rank <= r.pennies)::integer))::bigint ORDER BY r.place)
    FROM ranked AS r
);
