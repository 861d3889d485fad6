-- Whether a rebaseline of an indicator, in an area or in all, begins after one day and not after another: then the point of
-- that day is the first of a new segment, if the one before it is of the earlier day.
CREATE FUNCTION safer.segment_begins(indicator text, area text, before date, starts_on date)
RETURNS boolean
LANGUAGE plpgsql
STABLE
AS $$
BEGIN
    RETURN EXISTS (
        SELECT
        FROM safer.annotation AS n
        WHERE n.indicator = segment_begins.indicator
            AND coalesce(n.area, segment_begins.area) = segment_begins.area
            AND n.rebaseline
            AND n.withdrawn_at IS NULL
            AND n.starts_on <= segment_begins.starts_on
            AND n.starts_on > before);
END
$$;
