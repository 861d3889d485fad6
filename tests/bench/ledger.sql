-- A ledger to ask: :share postings in each of 199 funds over nine financial years and two months, the way they come in:
-- in the order of time, the funds mixed. Every second of these funds has closed the years that are over. bench-kept has
-- 50 postings whatever the others have, bench-large ten times :share; neither has closed anything. Triggers are off.
SET session_replication_role = replica;
SET safer.partner = 'kcc';
SET safer.today = '2019-06-01';

CREATE TEMPORARY TABLE bench_fund AS
SELECT 'bench-' || lpad(n::text, 3, '0') AS id, :share AS postings, n % 2 = 0 AS closed
FROM generate_series(1, 199) AS n
UNION ALL
VALUES ('bench-kept', 50, false), ('bench-large', 10 * :share, false);

INSERT INTO safer.fund (id, name, host, rolls_forward)
SELECT f.id, 'A fund to measure', 'kcc', true
FROM bench_fund AS f;

INSERT INTO safer.agreement (id, title, fund, starts_on, ends_on, public)
SELECT f.id, 'An agreement to measure', f.id, '2010-04-01', '2021-03-31', true
FROM bench_fund AS f;

INSERT INTO safer.agreement_party (agreement, partner)
SELECT f.id, p.partner
FROM bench_fund AS f
CROSS JOIN (VALUES ('kcc'), ('kfrs'), ('kent-police')) AS p (partner);

INSERT INTO safer.agreement_minimum (agreement, fund, financial_year, amount_pence, due_on)
SELECT f.id, f.id, safer.financial_year_of(d.day), 1600000, d.day
FROM bench_fund AS f
CROSS JOIN (SELECT make_date(y, 4, 1) AS day FROM generate_series(2010, 2020) AS y) AS d;

-- Two posts and four projects.
INSERT INTO safer.post (id, employer)
SELECT f.id || '-post-' || n, 'kcc'
FROM bench_fund AS f
CROSS JOIN generate_series(0, 1) AS n;

INSERT INTO safer.post_term (post, from_on, title, host, placement, funding, fund, agreement, annual_cost_pence,
    funded_from, funded_months)
SELECT f.id || '-post-' || n, '2018-04-01', 'Coordinator', 'kcc', 'team', 'joint', f.id, f.id, 1800000, '2018-04-01', 24
FROM bench_fund AS f
CROSS JOIN generate_series(0, 1) AS n;

INSERT INTO safer.purpose (fund, id, name, kind, post)
SELECT f.id, 'purpose-' || n, 'What it is spent on', CASE WHEN n < 2 THEN 'post' ELSE 'project' END,
    CASE WHEN n < 2 THEN f.id || '-post-' || n END
FROM bench_fund AS f
CROSS JOIN generate_series(0, 5) AS n;

INSERT INTO safer.account (fund, kind, partner, purpose)
SELECT f.id, a.kind, a.partner, a.purpose
FROM bench_fund AS f
CROSS JOIN (
    VALUES ('bank', NULL, NULL), ('in-transit', NULL, NULL), ('contributions', 'kcc', NULL),
        ('contributions', 'kfrs', NULL), ('contributions', 'kent-police', NULL)
    UNION ALL
    SELECT 'spending', NULL, 'purpose-' || n
    FROM generate_series(0, 5) AS n
) AS a (kind, partner, purpose);

-- Of ten postings one is a contribution, the next its receipt (of one in twenty there is none yet), the others spending.
CREATE TEMPORARY TABLE bench_step AS
SELECT row_number() OVER (ORDER BY k::float / f.postings, f.id) AS n, f.id AS fund, k / 10 AS ten,
    CASE WHEN k % 10 = 0 THEN 'contribution' WHEN k % 10 = 1 AND k / 10 % 20 > 0 THEN 'receipt' ELSE 'expenditure' END
        AS kind,
    date '2010-04-01' + (k::float / f.postings * 3347)::integer AS day,
    (ARRAY['kcc', 'kfrs', 'kent-police'])[1 + k / 10 % 3] AS partner, 'purpose-' || k % 6 AS purpose
FROM bench_fund AS f
CROSS JOIN LATERAL generate_series(0, f.postings - 1) AS k;
CREATE INDEX ON bench_step (fund, ten);
ANALYZE bench_step;

INSERT INTO safer.contribution (id, fund, partner, financial_year, booked_in, amount_pence, received_on,
    external_reference, created_at, confirmed_on, bank_reference, version)
SELECT ('01680000-0000-7000-8000-' || lpad(to_hex(s.n), 12, '0'))::uuid, s.fund, s.partner, y.year, y.year, 1600000,
    s.day, 'REF-' || s.n, s.day + interval '9 hours', r.day, 'BANK-' || r.n, CASE WHEN r.n IS NULL THEN 1 ELSE 2 END
FROM bench_step AS s
CROSS JOIN LATERAL (SELECT safer.financial_year_of(s.day) AS year) AS y
LEFT JOIN bench_step AS r ON r.fund = s.fund AND r.ten = s.ten AND r.kind = 'receipt'
WHERE s.kind = 'contribution'
ORDER BY s.n;

INSERT INTO safer.expenditure (id, fund, partner, purpose, financial_year, booked_in, amount_pence, incurred_on,
    external_reference, decision, created_at)
SELECT ('01680000-0000-7000-8000-' || lpad(to_hex(s.n), 12, '0'))::uuid, s.fund, 'kcc', s.purpose, y.year, y.year, 100000,
    s.day, 'PAY-' || s.n, 'As agreed', s.day + interval '9 hours'
FROM bench_step AS s
CROSS JOIN LATERAL (SELECT safer.financial_year_of(s.day) AS year) AS y
WHERE s.kind = 'expenditure'
ORDER BY s.n;

INSERT INTO safer.entry (id, fund, kind, contribution, expenditure, financial_year, belongs_to, occurred_on, recorded_at)
SELECT ('01690000-0000-7000-8000-' || lpad(to_hex(s.n), 12, '0'))::uuid, s.fund, s.kind,
    CASE WHEN s.kind <> 'expenditure' THEN ('01680000-0000-7000-8000-' || lpad(to_hex(c.n), 12, '0'))::uuid END,
    CASE WHEN s.kind = 'expenditure' THEN ('01680000-0000-7000-8000-' || lpad(to_hex(s.n), 12, '0'))::uuid END,
    y.year, CASE WHEN s.kind = 'receipt' THEN safer.financial_year_of(c.day) ELSE y.year END, s.day,
    s.day + interval '9 hours'
FROM bench_step AS s
CROSS JOIN LATERAL (SELECT safer.financial_year_of(s.day) AS year) AS y
LEFT JOIN bench_step AS c ON c.fund = s.fund AND c.ten = s.ten AND c.kind = 'contribution'
ORDER BY s.n;

INSERT INTO safer.posting (entry, line, fund, debit_account, credit_account, amount_pence)
SELECT ('01690000-0000-7000-8000-' || lpad(to_hex(s.n), 12, '0'))::uuid, 1, s.fund, d.id, c.id,
    CASE WHEN s.kind = 'expenditure' THEN 100000 ELSE 1600000 END
FROM bench_step AS s
JOIN safer.account AS d
    ON d.fund = s.fund
    AND d.kind = CASE s.kind WHEN 'contribution' THEN 'in-transit' WHEN 'receipt' THEN 'bank' ELSE 'spending' END
    AND coalesce(d.purpose, s.purpose) = s.purpose
JOIN safer.account AS c
    ON c.fund = s.fund
    AND c.kind = CASE s.kind WHEN 'contribution' THEN 'contributions' WHEN 'receipt' THEN 'in-transit' ELSE 'bank' END
    AND coalesce(c.partner, s.partner) = s.partner
ORDER BY s.n;

ANALYZE safer.fund, safer.account, safer.agreement, safer.contribution, safer.expenditure, safer.entry, safer.posting;

-- As the host closes them, one after the other.
SELECT count(c.object) AS closings
FROM (
    SELECT b.id, safer.financial_year_of(make_date(n, 4, 1)) AS financial_year
    FROM bench_fund AS b
    CROSS JOIN generate_series(2010, 2018) AS n
    WHERE b.closed
    ORDER BY n, b.id
) AS y
CROSS JOIN LATERAL safer.close_fund_year(y.id, y.financial_year, NULL, safer.new_uuid()) AS c;

VACUUM (ANALYZE) safer.fund, safer.account, safer.agreement, safer.agreement_party, safer.agreement_minimum,
    safer.purpose, safer.post, safer.post_term, safer.contribution, safer.expenditure, safer.entry, safer.posting,
    safer.closing, safer.closing_line;
CHECKPOINT;
