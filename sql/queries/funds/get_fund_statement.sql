-- The statement of a fund for a financial year: what it opened with, what came in and went out, what it closed with, and
-- what of it belongs to an earlier year.
WITH line AS MATERIALIZED (
    SELECT s.*
    FROM safer.fund_statement(:fund::text, :financial_year::text, :as_of::timestamptz) AS s
), sum AS (
    SELECT max(l.amount_pence) FILTER (WHERE l.section = 'opening') AS opening_pence,
        coalesce(sum(l.amount_pence) FILTER (WHERE l.section = 'contributions'), 0)::bigint AS contributed_pence,
        coalesce(sum(l.amount_pence) FILTER (WHERE l.section = 'transfers'), 0)::bigint AS transferred_pence,
        coalesce(-sum(l.amount_pence) FILTER (WHERE l.section = 'spending'), 0)::bigint AS spent_pence,
        max(l.amount_pence) FILTER (WHERE l.section = 'closing') AS closing_pence
    FROM line AS l
)
SELECT :fund::text AS fund, :financial_year::text AS financial_year, 'accruals' AS basis, :as_of::timestamptz AS as_of,
    c.created_at AS closed_at, s.opening_pence, s.contributed_pence, s.transferred_pence, s.spent_pence, s.closing_pence,
    safer.unconfirmed_pence(:fund::text, :financial_year::text, :as_of::timestamptz) AS unconfirmed_pence,
    (SELECT coalesce(json_agg(json_build_object('partner', l.item, 'name', l.name, 'amount_pence', l.amount_pence,
            'late_pence', l.late_pence) ORDER BY l.item), '[]')
        FROM line AS l WHERE l.section = 'contributions') AS contributions,
    (SELECT coalesce(json_agg(json_build_object('fund', l.item, 'name', l.name, 'amount_pence', l.amount_pence,
            'late_pence', l.late_pence) ORDER BY l.item), '[]')
        FROM line AS l WHERE l.section = 'transfers') AS transfers,
    (SELECT coalesce(json_agg(json_build_object('purpose', l.item, 'name', l.name, 'amount_pence', -l.amount_pence,
            'late_pence', -l.late_pence) ORDER BY l.item), '[]')
        FROM line AS l WHERE l.section = 'spending') AS spending,
    (SELECT coalesce(json_agg(json_build_object('kind', e.kind, 'id', e.object, 'belongs_to', e.belongs_to,
            'amount_pence', e.amount_pence)), '[]')
        FROM safer.late_entries(:fund::text, :financial_year::text, :as_of::timestamptz) AS e) AS late
FROM sum AS s
LEFT JOIN api.closings AS c
    ON c.fund = :fund::text
    AND c.financial_year = :financial_year::text
    AND c.created_at <= coalesce(:as_of::timestamptz, 'infinity')
WHERE s.opening_pence IS NOT NULL;
