-- Why a segment of a series begins with the period of this day: the text of the latest rebaseline up to it.
CREATE FUNCTION safer.rebaseline_says(of_indicator text, in_area text, day date)
RETURNS text
LANGUAGE sql
STABLE
AS $$
    SELECT n.text
    FROM safer.annotation AS n
    WHERE n.indicator = of_indicator
        AND coalesce(n.area, in_area) = in_area
        AND n.rebaseline
        AND n.withdrawn_at IS NULL
        AND n.starts_on <= day
    ORDER BY n.starts_on DESC, n.id DESC
    LIMIT 1
$$;
