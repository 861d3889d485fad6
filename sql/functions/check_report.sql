-- Refuses to issue a report: only a constituent partner does, of a quarter that is over. One that was issued already is
-- issued again only as a correction of the latest.
CREATE FUNCTION safer.check_report(quarter text, last date, corrects integer)
RETURNS void
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    latest safer.report;
BEGIN
    IF NOT safer.is_constituent_partner() THEN
        PERFORM safer.refuse('not-a-constituent-partner', 'Only a constituent partner issues a report.');
    ELSIF last < date '1998-01-01' THEN
        PERFORM safer.refuse('date-implausible', format('There was nothing to report on in %s.', quarter), '/quarter');
    ELSIF last >= safer.today() THEN
        PERFORM safer.refuse('quarter-not-over', format('The quarter ends on %s: until then it is a draft.', last),
            '/quarter');
    END IF;
    LOCK TABLE safer.report IN SHARE ROW EXCLUSIVE MODE;
    SELECT r.* INTO latest FROM safer.report AS r WHERE r.quarter = quarter ORDER BY r.number DESC LIMIT 1;
    IF latest.number IS NOT NULL AND corrects IS NULL THEN
        PERFORM safer.refuse('report-issued', format('Report %s of %s is issued. To correct it, say so.',
            latest.number, quarter), '/quarter');
    ELSIF corrects IS DISTINCT FROM latest.number THEN
        PERFORM safer.refuse('report-issued', CASE WHEN latest.number IS NULL
            THEN format('Of %s no report is issued that could be corrected.', quarter)
            ELSE format('Of %s report %s is the latest: that is the one to correct.', quarter, latest.number) END,
            '/corrects');
    END IF;
END
$$;

ALTER FUNCTION safer.check_report(text, date, integer) OWNER TO safer_rules;
