-- Agreements with what belongs to them. succeeded_by is the successor the reader may see, and the version counts
-- that one too: to who may not see it, nothing has changed.
CREATE VIEW api.agreements WITH (security_invoker) AS
SELECT a.id, a.title, a.kind, a.fund, a.starts_on, a.ends_on, a.succeeds, s.id AS succeeded_by,
    a.notice_months, a.meeting_interval_months, a.formal_report_on, a.public, a.note, a.created_at,
    a.version + (s.id IS NOT NULL)::integer AS version,
    (SELECT coalesce(json_agg(p.partner ORDER BY p.partner), '[]')
        FROM safer.agreement_party AS p
        WHERE p.agreement = a.id) AS parties,
    (SELECT coalesce(json_agg(json_build_object('financial_year', m.financial_year,
            'amount_pence', m.amount_pence, 'due_on', m.due_on) ORDER BY m.financial_year), '[]')
        FROM safer.agreement_minimum AS m
        WHERE m.agreement = a.id) AS minimums,
    (SELECT coalesce(json_agg(r.review_on ORDER BY r.review_on), '[]')
        FROM safer.agreement_review AS r
        WHERE r.agreement = a.id) AS reviews
FROM safer.agreement AS a
LEFT JOIN safer.agreement AS s ON s.succeeds = a.id;
