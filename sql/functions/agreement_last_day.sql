-- The last day an agreement is in force, as far as that was known on a date: its own, or that of its dissolution. NULL
-- to who does not see the agreement.
CREATE FUNCTION safer.agreement_last_day(agreement text, on_date date)
RETURNS date
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN (
        SELECT least(a.ends_on, CASE WHEN a.dissolved_on IS NOT NULL THEN safer.dissolution_known(a.id, on_date) END)
        FROM safer.agreement AS a
        WHERE a.id = agreement_last_day.agreement
            AND (a.public OR nullif(current_setting('safer.partner', true), '') IS NOT NULL));
END
$$;

ALTER FUNCTION safer.agreement_last_day(text, date) OWNER TO safer_rules;
