-- The office that leads a priority on a day, as far as the reader may see the priority: at most one row.
CREATE FUNCTION safer.lead_on(priority text, on_date date)
RETURNS TABLE (office text, partner text)
LANGUAGE sql
STABLE
AS $$
    SELECT l.office, l.partner
    FROM safer.priority_lead AS l
    WHERE l.priority = lead_on.priority
        AND l.from_on <= on_date
        AND (l.to_on IS NULL OR l.to_on >= on_date)
        AND NOT EXISTS (
            SELECT
            FROM safer.priority_lead AS n
            WHERE n.priority = l.priority
                AND n.from_on > l.from_on
                AND n.from_on <= on_date)
$$;
