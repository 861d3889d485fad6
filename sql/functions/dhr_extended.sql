-- The day something is due, moved on by the days that a review was suspended: those between the day it began to run and
-- the day it is due, in the order of the suspensions. One that has not ended counts up to asked_on; one that begins after
-- the day it was due by then moves nothing any more. A suspension is from its first day to the day it was resumed, which
-- counts no more.
CREATE FUNCTION safer.dhr_extended(runs_from date, due_on date, begun date[], ended date[], asked_on date)
RETURNS date
LANGUAGE plpgsql
IMMUTABLE
AS $$
DECLARE
    due date := due_on;
    days integer;
BEGIN
    FOR i IN 1 .. coalesce(cardinality(begun), 0) LOOP
        EXIT WHEN begun[i] > due OR begun[i] > asked_on;
        days := least(coalesce(ended[i], asked_on), asked_on) - greatest(begun[i], runs_from);
        due := due + greatest(days, 0);
    END LOOP;
    RETURN due;
END
$$;
