-- Reads a list of pairs in a parameter of the address, such as kcst-analyst:2018-10,kcst-coordinator:2018-07, whose
-- shape the contract has checked: each key with its value, its day where the value is one (a month is its first), and
-- how often the key stands there.
CREATE FUNCTION safer.read_pairs(pairs text)
RETURNS TABLE (key text, value text, day date, times integer)
LANGUAGE sql
STABLE
BEGIN ATOMIC
    SELECT split_part(p.pair, ':', 1), split_part(p.pair, ':', 2),
        CASE length(split_part(p.pair, ':', 2))
            WHEN 7 THEN safer.read_date(split_part(p.pair, ':', 2) || '-01')
            WHEN 10 THEN safer.read_date(split_part(p.pair, ':', 2)) END,
        count(*) OVER (PARTITION BY split_part(p.pair, ':', 1))::integer
    FROM string_to_table(pairs, ',') AS p (pair);
END;
