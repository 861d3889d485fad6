-- Of a quarter, however it is written, its name by financial years and its days; and the report issued of it: the one of
-- this number, or the latest, or none where a draft is asked for. No row when there is none, but for those who read every
-- series, who get a draft, which has no number. Refuses what is no quarter.
CREATE FUNCTION safer.report_quarter(written text, of_number integer, as_draft boolean DEFAULT false)
RETURNS TABLE (quarter text, first date, last date, report uuid, number integer)
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
ROWS 1
AS $$
#variable_conflict use_column
BEGIN
    first := safer.period_edge(written, 'quarter', false);
    last := safer.period_edge(written, 'quarter', true);
    quarter := safer.period_text(first, 'quarter', 'financial');
    SELECT r.id, r.number
    INTO report, number
    FROM safer.report AS r
    WHERE NOT coalesce(as_draft, false)
        AND r.quarter = report_quarter.quarter
        AND (of_number IS NULL OR r.number = of_number)
    ORDER BY r.number DESC
    LIMIT 1;
    IF report IS NOT NULL OR of_number IS NULL AND safer.reads_every_series() THEN
        RETURN NEXT;
    END IF;
END
$$;

ALTER FUNCTION safer.report_quarter(text, integer, boolean) OWNER TO safer_rules;
