-- A tranche is paid from its day on, and not before its award was made; where that day was not published, not before the
-- first for which its fund had money. The pointer says where the day is given.
CREATE FUNCTION safer.check_paid_on(award safer.award, due_on date, paid_on date, pointer text)
RETURNS void
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    earliest date := coalesce(award.awarded_on, least(
        (SELECT min(a.starts_on) FROM safer.agreement AS a WHERE a.fund = award.fund),
        (SELECT min(c.from_on) FROM safer.fund_contributor AS c WHERE c.fund = award.fund)));
BEGIN
    IF paid_on < due_on THEN
        PERFORM safer.refuse('tranche-not-due', format('The tranche is due on %s, and this was on %s.', due_on, paid_on),
            pointer);
    ELSIF paid_on < earliest THEN
        PERFORM safer.refuse('date-implausible', format('Nothing of the award was to be paid before %s.', earliest), pointer);
    END IF;
END
$$;

ALTER FUNCTION safer.check_paid_on(safer.award, date, date, text) OWNER TO safer_rules;
