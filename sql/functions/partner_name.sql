-- The full name a partner had on a day; NULL when none is recorded for it, and its own name holds.
CREATE FUNCTION safer.partner_name(partner text, day date)
RETURNS text
LANGUAGE sql
STABLE
RETURN (
    SELECT n.name
    FROM safer.name AS n
    WHERE n.refers_to = partner
        AND n.kind = 'partner'
        AND n.form = 'full'
        AND coalesce(n.from_on, '-infinity') <= day
        AND coalesce(n.to_on, 'infinity') >= day
    ORDER BY n.from_on DESC NULLS LAST, n.id
    LIMIT 1);
