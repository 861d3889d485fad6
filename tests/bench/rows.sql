-- What the bench measures against: contributions of three partners over several years, with their ledger.
-- :rows contributions, the last tenth of them of 2018/19 and with entries and postings. Triggers are off:
-- the rules are measured by posting, not by filling.
SET session_replication_role = replica;

INSERT INTO safer.contribution (id, fund, partner, financial_year, booked_in, amount_pence, received_on,
    external_reference, note)
SELECT ('01680000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'kcst-pooled-budget',
    (ARRAY['kcc', 'kfrs', 'kent-police'])[1 + n % 3], y.financial_year, y.financial_year,
    100 + n % 1600000, CASE WHEN n > :rows * 9 / 10 THEN date '2018-04-01' ELSE make_date(2000 + n % 18, 4, 1) END + n % 300,
    'REF-' || lpad(n::text, 9, '0'), CASE WHEN n % 4 = 0 THEN 'annual contribution, paid by transfer' END
FROM generate_series(1, :rows) AS n
CROSS JOIN LATERAL (SELECT CASE WHEN n > :rows * 9 / 10 THEN '2018/19'
    ELSE (2000 + n % 18)::text || '/' || lpad((1 + n % 18)::text, 2, '0') END AS financial_year) AS y;

INSERT INTO safer.account (fund, kind, partner)
VALUES ('kcst-pooled-budget', 'in-transit', NULL), ('kcst-pooled-budget', 'bank', NULL),
    ('kcst-pooled-budget', 'contributions', 'kcc'), ('kcst-pooled-budget', 'contributions', 'kfrs'),
    ('kcst-pooled-budget', 'contributions', 'kent-police');

INSERT INTO safer.entry (id, fund, kind, contribution, financial_year, belongs_to, occurred_on)
SELECT overlay(c.id::text PLACING '01690' FROM 1)::uuid, c.fund, 'contribution', c.id, c.booked_in, c.financial_year,
    c.received_on
FROM safer.contribution AS c
WHERE c.financial_year = '2018/19';

INSERT INTO safer.posting (entry, line, fund, debit_account, credit_account, amount_pence)
SELECT e.id, 1, e.fund, d.id, a.id, c.amount_pence
FROM safer.entry AS e
JOIN safer.contribution AS c ON c.id = e.contribution
JOIN safer.account AS d ON d.kind = 'in-transit'
JOIN safer.account AS a ON a.partner = c.partner;

VACUUM (ANALYZE) safer.contribution, safer.entry, safer.posting;
CHECKPOINT;
