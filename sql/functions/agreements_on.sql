-- Agreements with what belongs to them, as they stood on a date: in force up to their last day or the day they are
-- dissolved. succeeded_by is the successor the reader may see, and the version counts that one too: to who may not
-- see it, nothing has changed.
CREATE FUNCTION safer.agreements_on(on_date date)
RETURNS TABLE (id text, title text, kind text, fund text, starts_on date, ends_on date, dissolved_on date, state text,
    succeeds text, succeeded_by text, notice_months integer, meeting_interval_months integer, formal_report_on date,
    public boolean, note text, created_at timestamptz, version integer, parties json, additional_partners json,
    signatures json, minimums json, reviews json)
LANGUAGE sql
STABLE
AS $$
    SELECT a.id, a.title, a.kind, a.fund, a.starts_on, a.ends_on, d.dissolved_on,
        CASE WHEN on_date < a.starts_on THEN 'not_started'
            WHEN on_date > d.dissolved_on THEN 'dissolved'
            WHEN on_date > a.ends_on THEN 'ended'
            ELSE 'in_force' END,
        a.succeeds, s.id, a.notice_months, a.meeting_interval_months, a.formal_report_on, a.public, a.note,
        a.created_at, a.version + (s.id IS NOT NULL)::integer,
        (SELECT coalesce(json_agg(p.partner ORDER BY p.partner), '[]')
            FROM safer.agreement_party AS p
            WHERE p.agreement = a.id),
        (SELECT coalesce(json_agg(p.partner ORDER BY p.partner), '[]')
            FROM safer.agreement_additional AS p
            WHERE p.agreement = a.id
                AND p.from_on <= on_date),
        (SELECT coalesce(json_agg(json_build_object('partner', p.partner, 'signed_on', p.signed_on,
                'designation', p.designation) ORDER BY p.partner), '[]')
            FROM safer.agreement_party AS p
            WHERE p.agreement = a.id
                AND p.signed_on <= on_date),
        (SELECT coalesce(json_agg(json_build_object('financial_year', m.financial_year,
                'amount_pence', m.amount_pence, 'due_on', m.due_on) ORDER BY m.financial_year), '[]')
            FROM safer.agreement_minimum AS m
            WHERE m.agreement = a.id),
        (SELECT coalesce(json_agg(r.review_on ORDER BY r.review_on), '[]')
            FROM safer.agreement_review AS r
            WHERE r.agreement = a.id)
    FROM safer.agreement AS a
    LEFT JOIN safer.agreement AS s ON s.succeeds = a.id
    CROSS JOIN LATERAL (
        SELECT CASE WHEN a.dissolved_on IS NOT NULL THEN safer.dissolution_known(a.id, on_date) END AS dissolved_on
    ) AS d
$$;
