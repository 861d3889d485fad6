-- Makes an agreement with its parties, minimums and reviews, all or nothing, and returns its id. The fund, whose
-- agreement may be another now, counts its version up.
CREATE FUNCTION safer.create_agreement(id text, title text, fund text, starts_on date, ends_on date, succeeds text,
    parties jsonb, minimums jsonb, notice_months integer, meeting_interval_months integer, reviews jsonb,
    formal_report_on date, public boolean, note text)
RETURNS text
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
BEGIN
    PERFORM safer.check_agreement(id, fund, starts_on, ends_on, succeeds, parties, formal_report_on);

    INSERT INTO safer.agreement (id, title, fund, starts_on, ends_on, succeeds, notice_months,
        meeting_interval_months, formal_report_on, public, note)
    VALUES (id, title, fund, starts_on, ends_on, succeeds, coalesce(notice_months, 6),
        coalesce(meeting_interval_months, 2), formal_report_on, coalesce(public, false), note);
    PERFORM safer.add_agreement_parties(id, parties);
    PERFORM safer.add_agreement_minimums(id, minimums);
    PERFORM safer.add_agreement_reviews(id, coalesce(reviews, '[]'));

    UPDATE safer.fund AS f SET written_by = pg_current_xact_id() WHERE f.id = create_agreement.fund;
    RETURN id;
END
$$;

ALTER FUNCTION safer.create_agreement(text, text, text, date, date, text, jsonb, jsonb, integer, integer, jsonb,
    date, boolean, text) OWNER TO safer_rules;
