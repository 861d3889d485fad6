-- Keeps a report as it was composed, under the next number, and returns its id.
CREATE FUNCTION safer.keep_report(id uuid, quarter text, corrects integer, note text, composed json)
RETURNS uuid
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    told record;
BEGIN
    SELECT * INTO told FROM safer.report_quarter(quarter, NULL);
    PERFORM safer.check_report(told.quarter, told.last, corrects);
    INSERT INTO safer.report (id, quarter, number, corrects, partner, issued_at, note, summary)
    SELECT id, told.quarter, coalesce(max(r.number), 0) + 1, corrects,
        nullif(current_setting('safer.partner', true), ''), now(), note, composed -> 'summary'
    FROM safer.report AS r;
    INSERT INTO safer.report_detail (report, body) VALUES (id, composed -> 'quarterly');
    RETURN id;
END
$$;

ALTER FUNCTION safer.keep_report(uuid, text, integer, text, json) OWNER TO safer_rules;
