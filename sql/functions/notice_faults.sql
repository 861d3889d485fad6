-- What is wrong with the days of a notice, each with its place in the body: too many are named, or too few.
CREATE FUNCTION safer.notice_faults(notice_on date, resolution_on date, chair_notified_on date)
RETURNS jsonb
LANGUAGE plpgsql
STABLE
AS $$
BEGIN
    RETURN (
        SELECT jsonb_agg(jsonb_build_object('pointer', '/' || d.name, 'code', 'notice-invalid', 'detail', CASE
            WHEN d.day IS NULL THEN 'is missing: it goes with the other day of the two'
            ELSE 'stands beside notice_on: leave one of the two ways out' END) ORDER BY d.name DESC)
        FROM (VALUES ('resolution_on', resolution_on), ('chair_notified_on', chair_notified_on)) AS d (name, day)
        WHERE (d.day IS NULL) = (notice_on IS NULL));
END
$$;
