-- Over 100,000 contributions, spendings, transfers, entries and audit events, no declared filter, no read by key and
-- nothing that is computed of one fund looks at every row.
\ir support.psql
\ir explain.psql
SELECT plan(184);

SET LOCAL session_replication_role = replica;
INSERT INTO safer.partner (id, name, kind)
SELECT 'partner-' || n, 'Partner ' || n, 'district'
FROM generate_series(1, 200) AS n;
INSERT INTO safer.fund (id, name, host, rolls_forward)
SELECT 'fund-' || n, 'Fund ' || n, 'partner-' || n, true FROM generate_series(1, 200) AS n;
INSERT INTO safer.fund_contributor (fund, partner, from_on)
SELECT 'fund-' || n, 'partner-' || n + m, '2018-04-01' FROM generate_series(1, 190) AS n, generate_series(0, 9) AS m;
INSERT INTO safer.contribution (id, fund, partner, financial_year, amount_pence, received_on, external_reference,
    confirmed_on, bank_reference, booked_in)
SELECT lpad(to_hex(n), 32, '0')::uuid, 'fund-' || 1 + n % 200, 'partner-' || 1 + n / 7 % 200,
    (1990 + n % 100) || '/' || lpad(((1991 + n % 100) % 100)::text, 2, '0'), 100, date '2010-01-01' + n % 5000,
    'REF-' || n, CASE WHEN n % 100 > 0 THEN date '2024-01-01' END, CASE WHEN n % 100 > 0 THEN 'BACS' END,
    (1990 + n % 100) || '/' || lpad(((1991 + n % 100) % 100)::text, 2, '0')
FROM generate_series(1, 100000) AS n;
INSERT INTO safer.purpose (fund, id, name, kind)
SELECT 'fund-' || n, 'purpose-' || m, 'Purpose', 'other' FROM generate_series(1, 200) AS n, generate_series(0, 39) AS m;
INSERT INTO safer.expenditure (id, fund, partner, purpose, financial_year, booked_in, amount_pence, incurred_on,
    external_reference, reversed_at, reversed_by, reversal_reason)
SELECT lpad(to_hex(n), 32, '0')::uuid, 'fund-' || 1 + n % 200, 'partner-' || 1 + n % 200, 'purpose-' || n / 200 % 40,
    safer.financial_year_of(date '2010-01-01' + n % 5000), safer.financial_year_of(date '2010-01-01' + n % 5000), 10,
    date '2010-01-01' + n % 5000, 'REF-' || n, CASE WHEN n % 100 = 0 THEN now() END,
    CASE WHEN n % 100 = 0 THEN gen_random_uuid() END, CASE WHEN n % 100 = 0 THEN 'because' END
FROM generate_series(1, 100000) AS n;
INSERT INTO safer.transfer (id, from_fund, to_fund, partner, financial_year, amount_pence, made_on, external_reference)
SELECT lpad(to_hex(n), 32, '0')::uuid, 'fund-' || 1 + n % 200, 'fund-' || 1 + (n + 1 + n / 200 % 150) % 200,
    'partner-' || 1 + n % 200, '2018/19', 1, '2018-05-01', 'REF-' || n
FROM generate_series(1, 100000) AS n;
INSERT INTO safer.account (fund, kind) SELECT 'fund-' || n, 'bank' FROM generate_series(1, 200) AS n;
INSERT INTO safer.account (fund, kind, purpose)
SELECT 'fund-' || n, 'spending', 'purpose-' || m FROM generate_series(1, 200) AS n, generate_series(0, 39) AS m;
INSERT INTO safer.entry (id, fund, kind, expenditure, financial_year, belongs_to, occurred_on)
SELECT x.id, x.fund, 'expenditure', x.id, x.booked_in, x.financial_year, x.incurred_on
FROM safer.expenditure AS x
WHERE x.fund LIKE 'fund-%';
INSERT INTO safer.posting (entry, line, fund, debit_account, credit_account, amount_pence)
SELECT x.id, 1, x.fund, d.id, c.id, x.amount_pence
FROM safer.expenditure AS x
JOIN safer.account AS d ON d.fund = x.fund AND d.kind = 'spending' AND d.purpose = x.purpose
JOIN safer.account AS c ON c.fund = x.fund AND c.kind = 'bank';
INSERT INTO safer.audit_event (id, partner, operation, object, client, recorded_at, detail_sha256)
SELECT lpad(to_hex(n), 32, '0')::uuid, 'partner-' || 1 + n % 200, 'operation-' || n % 20, 'object-' || n,
    'client-' || n % 7,
    timestamptz '2020-01-01 00:00Z' + n * interval '1 minute', sha256('')
FROM generate_series(1, 100000) AS n;
INSERT INTO safer.audit_seal (sequence, event, previous, hash)
SELECT 1000000 + row_number() OVER (), e.id, sha256(''), sha256('')
FROM safer.audit_event AS e
WHERE e.partner LIKE 'partner-%';
INSERT INTO safer.post (id, employer)
SELECT 'post-' || n, 'partner-' || 1 + n % 200
FROM generate_series(1, 100000) AS n;
INSERT INTO safer.post_term (post, from_on, title, host, placement, funding, fund, annual_cost_pence, funded_from,
    funded_months)
SELECT 'post-' || n, date '2018-01-01' + m * 365, 'Post ' || n, 'partner-1', 'team',
    CASE WHEN n % 100 = 0 THEN 'joint' ELSE 'partner' END, CASE WHEN n % 100 = 0 THEN 'fund-' || 1 + n / 100 % 200 END,
    CASE WHEN n % 100 = 0 THEN 100 END, CASE WHEN n % 100 = 0 THEN date '2018-01-01' END,
    CASE WHEN n % 100 = 0 THEN 12 END
FROM generate_series(1, 100000) AS n, generate_series(0, 1) AS m;
INSERT INTO safer.name (id, name, form, kind, refers_to, from_on)
SELECT 'name-' || n, 'Name ' || n / 2, 'variant', 'body', 'thing-' || n / 3, date '2000-01-01' + n % 8000
FROM generate_series(1, 100000) AS n;
INSERT INTO safer.budget (id, title, owner, financial_year, stated_total_pence, printed_unit, source)
SELECT 'budget-' || n, 'Budget', 'partner-1', '2018/19', 0, '£', 'A paper' FROM generate_series(1, 1000) AS n;
INSERT INTO safer.budget_line (budget, line, name, amount_pence, printed_amount)
SELECT 'budget-' || 1 + n % 1000, 1 + n / 1000, 'Line', 100, '1' FROM generate_series(1, 99999) AS n;
SET LOCAL session_replication_role = origin;
ANALYZE safer.contribution, safer.audit_event, safer.audit_seal, safer.partner, safer.fund, safer.fund_contributor,
    safer.expenditure, safer.transfer, safer.account, safer.entry, safer.posting, safer.purpose, safer.closing,
    safer.closing_line,
    safer.budget, safer.budget_line, safer.name, safer.post, safer.post_term;

\set list_contributions `cat sql/queries/contributions/list_contributions.sql`
\set count_contributions `cat sql/queries/contributions/list_contributions.head.sql`
\set get_contribution `cat sql/queries/contributions/get_contribution.sql`
\set list_posts `cat sql/queries/posts/list_posts.sql`
\set count_posts `cat sql/queries/posts/list_posts.head.sql`
\set get_post `cat sql/queries/posts/get_post.sql`
\set list_post_changes `cat sql/queries/posts/list_post_changes.sql`
\set list_lines `cat sql/queries/budget_lines/list_budget_lines.sql`
\set count_lines `cat sql/queries/budget_lines/list_budget_lines.head.sql`
\set get_budget `cat sql/queries/budgets/get_budget.sql`
\set list_budgets `cat sql/queries/budgets/list_budgets.sql`
\set list_names `cat sql/queries/names/list_names.sql`
\set count_names `cat sql/queries/names/list_names.head.sql`
\set list_audit_events `cat sql/queries/audit_events/list_audit_events.sql`
\set count_audit_events `cat sql/queries/audit_events/list_audit_events.head.sql`
\set get_audit_event `cat sql/queries/audit_events/get_audit_event.sql`
\set list_expenditures `cat sql/queries/expenditures/list_expenditures.sql`
\set count_expenditures `cat sql/queries/expenditures/list_expenditures.head.sql`
\set get_expenditure `cat sql/queries/expenditures/get_expenditure.sql`
\set list_transfers `cat sql/queries/transfers/list_transfers.sql`
\set count_transfers `cat sql/queries/transfers/list_transfers.head.sql`
\set get_transfer `cat sql/queries/transfers/get_transfer.sql`
\set list_fund_postings `cat sql/queries/funds/list_fund_postings.sql`
CREATE TEMP TABLE filter (n integer GENERATED ALWAYS AS IDENTITY, parameters jsonb);
INSERT INTO filter (parameters) VALUES
    ('{"fund": "fund-7"}'), ('{"partner": "partner-7"}'), ('{"financial_year": "2018/19"}'),
    ('{"state": "unconfirmed"}'), ('{"external_reference": "REF-77"}'), ('{"received_from": "2023-09-01"}'),
    ('{"received_to": "2010-01-10"}'), ('{"received_from": "2018-04-01", "received_to": "2018-04-30"}'),
    ('{"fund": "fund-7", "partner": "partner-7", "financial_year": "2018/19", "state": "confirmed"}');
GRANT SELECT ON filter TO safer_service;
CREATE TEMP TABLE audit_filter (n integer GENERATED ALWAYS AS IDENTITY, parameters jsonb);
INSERT INTO audit_filter (parameters) VALUES
    ('{}'), ('{"operation": "operation-3"}'), ('{"object": "object-77"}'), ('{"client": "client-2"}'),
    ('{"from": "2020-03-01T00:00:00Z"}'), ('{"to": "2020-01-02T00:00:00Z"}');
GRANT SELECT ON audit_filter TO safer_service;
CREATE TEMP TABLE name_filter (n integer GENERATED ALWAYS AS IDENTITY, parameters jsonb);
INSERT INTO name_filter (parameters) VALUES
    ('{"name": "name 77"}'), ('{"refers_to": "thing-77"}'), ('{"name": "name 77", "on": "2018-06-01"}');
GRANT SELECT ON name_filter TO safer_service;
CREATE TEMP TABLE post_filter (n integer GENERATED ALWAYS AS IDENTITY, parameters jsonb);
INSERT INTO post_filter (parameters) VALUES
    ('{"employer": "partner-7"}'), ('{"fund": "fund-7"}'), ('{"funding": "joint"}'),
    ('{"funding": "joint", "on": "2018-06-01"}');
GRANT SELECT ON post_filter TO safer_service;
CREATE TEMP TABLE spending_filter (n integer GENERATED ALWAYS AS IDENTITY, parameters jsonb);
INSERT INTO spending_filter (parameters) VALUES
    ('{"fund": "fund-7"}'), ('{"purpose": "purpose-7"}'), ('{"financial_year": "2018/19"}'), ('{"state": "reversed"}'),
    ('{"external_reference": "REF-77"}'), ('{"incurred_from": "2023-09-01"}'), ('{"incurred_to": "2010-01-10"}'),
    ('{"incurred_from": "2018-04-01", "incurred_to": "2018-04-30"}'),
    ('{"fund": "fund-7", "purpose": "purpose-7", "financial_year": "2018/19", "state": "posted"}');
CREATE TEMP TABLE transfer_filter (n integer GENERATED ALWAYS AS IDENTITY, parameters jsonb);
INSERT INTO transfer_filter (parameters) VALUES
    ('{"from_fund": "fund-7"}'), ('{"to_fund": "fund-7"}'), ('{"from_fund": "fund-7", "to_fund": "fund-9"}');
CREATE TEMP TABLE posting_filter (n integer GENERATED ALWAYS AS IDENTITY, parameters jsonb);
INSERT INTO posting_filter (parameters) VALUES
    ('{}'), ('{"financial_year": "2018/19"}'), ('{"kind": "expenditure"}'), ('{"kind": "reversal"}'),
    ('{"financial_year": "2018/19", "kind": "expenditure"}'),
    ('{"after": "00000000-0000-0000-0000-00000000c350.1"}');
GRANT SELECT ON spending_filter, transfer_filter, posting_filter TO safer_service;

-- How many rows of the big tables a statement of ours has read one after the other, and how many by an index, also
-- within functions.
CREATE FUNCTION tap.touched(statement text, OUT in_turn bigint, OUT by_index bigint)
LANGUAGE plpgsql
AS $$
DECLARE
    turn_before bigint;
    index_before bigint;
BEGIN
    SELECT sum(s.seq_tup_read), sum(s.idx_tup_fetch) INTO turn_before, index_before
    FROM pg_stat_xact_user_tables AS s
    WHERE s.relid IN ('safer.entry'::regclass, 'safer.posting'::regclass, 'safer.contribution'::regclass,
        'safer.expenditure'::regclass, 'safer.transfer'::regclass);
    EXECUTE statement;
    SELECT sum(s.seq_tup_read) - turn_before, sum(s.idx_tup_fetch) - index_before INTO in_turn, by_index
    FROM pg_stat_xact_user_tables AS s
    WHERE s.relid IN ('safer.entry'::regclass, 'safer.posting'::regclass, 'safer.contribution'::regclass,
        'safer.expenditure'::regclass, 'safer.transfer'::regclass);
END
$$;
GRANT EXECUTE ON FUNCTION tap.touched(text) TO PUBLIC;
CREATE TEMP TABLE computed (n integer GENERATED ALWAYS AS IDENTITY, statement text);
INSERT INTO computed (statement) VALUES
    ('SELECT count(*) FROM safer.fund_statement(''fund-7'', ''2018/19'', NULL)'),
    ('SELECT count(*) FROM safer.fund_statement(''fund-7'', ''2018/19'', now())'),
    ('SELECT count(*) FROM safer.late_entries(''fund-7'', ''2018/19'', NULL)'),
    ('SELECT safer.unconfirmed_pence(''fund-7'', ''2018/19'', NULL)'),
    ('SELECT safer.unconfirmed_pence(''fund-7'', ''2018/19'', now())'),
    ('SELECT count(*) FROM safer.fund_balances(''fund-7'', ''2019-06-01'', now())'),
    ('SELECT count(*) FROM safer.fund_shares(''fund-7'', NULL)'),
    ('SELECT count(*) FROM safer.fund_shares(''fund-7'', ''2018-06-01'')'),
    ('SELECT count(*) FROM safer.fund_schedule(''fund-7'', ''2018/19'')'),
    ('SELECT count(*) FROM safer.fund_forecast(''fund-7'', ''2018-04'', ''2020-03'', NULL, NULL, NULL, NULL, NULL,'
        ' ''2019-05'')');
GRANT SELECT ON computed TO safer_service;
SET LOCAL ROLE safer_service;

-- As a constituent partner, who sees every row
SELECT tap.acts('kcc');
SELECT unalike(tap.plan(:'list_contributions', parameters || '{"page_size": 51}'), '%Seq Scan on contribution%',
    'a page, all rows seen: ' || parameters::text) FROM filter ORDER BY n;
SELECT unalike(tap.plan(:'list_contributions', '{"page_size": 51}'), '%Seq Scan on contribution%',
    'a page without a filter, all rows seen');
SELECT unalike(tap.kept_plan(:'list_contributions'), '%Seq Scan on contribution%',
    'any page without a filter, all rows seen');
SELECT unalike(tap.plan(:'list_contributions', '{"page_size": 51, "after": "00000000-0000-0000-0000-00000000c350"}'),
    '%Seq Scan on contribution%', 'a later page, all rows seen');
SELECT unalike(tap.plan(:'count_contributions', parameters), '%Seq Scan on contribution%',
    'a count, all rows seen: ' || parameters::text) FROM filter ORDER BY n;
SELECT unalike(tap.plan(:'get_contribution', '{"contribution": "00000000-0000-0000-0000-00000000c350"}'), '%Seq Scan%',
    'one by key, all rows seen');

-- As a contributor, who sees few
SELECT tap.acts('partner-199');
SELECT unalike(tap.plan(:'list_contributions', parameters || '{"page_size": 51}'), '%Seq Scan on contribution%',
    'a page, few rows seen: ' || parameters::text) FROM filter ORDER BY n;
SELECT unalike(tap.plan(:'list_contributions', '{"page_size": 51}'), '%Seq Scan on contribution%',
    'a page without a filter, few rows seen');
SELECT unalike(tap.kept_plan(:'list_contributions'), '%Seq Scan on contribution%',
    'any page without a filter, few rows seen');
SELECT unalike(tap.plan(:'count_contributions', parameters), '%Seq Scan on contribution%',
    'a count, few rows seen: ' || parameters::text) FROM filter ORDER BY n;
SELECT unalike(tap.plan(:'count_contributions', '{}'), '%Seq Scan on contribution%',
    'a count without a filter, few rows seen');
SELECT unalike(tap.plan(:'get_contribution', '{"contribution": "00000000-0000-0000-0000-00000000c350"}'), '%Seq Scan%',
    'one by key, few rows seen');

-- Audit events: its own only
SELECT tap.acts('partner-7');
SELECT unalike(tap.plan(:'list_audit_events', parameters || '{"page_size": 51}'), '%Seq Scan%',
    'a page of audit events: ' || parameters::text) FROM audit_filter ORDER BY n;
SELECT unalike(tap.plan(:'count_audit_events', parameters), '%Seq Scan on audit_event%',
    'a count of audit events: ' || parameters::text) FROM audit_filter ORDER BY n;
SELECT unalike(tap.kept_plan(:'list_audit_events'), '%Seq Scan%', 'any page of audit events without a filter');
SELECT unalike(tap.plan(:'get_audit_event', '{"event": "00000000-0000-0000-0000-00000000c350"}'), '%Seq Scan%',
    'one audit event by key');
SELECT is((SELECT count(*) FROM api.contributions), (SELECT count(*) FROM api.contributions AS c
    WHERE c.partner = 'partner-7' OR c.fund = 'fund-7'), 'and what is seen is what is the caller''s');

-- Posts, which any partner reads
SELECT unalike(tap.plan(:'list_posts', parameters || '{"page_size": 51}'), '%Seq Scan on post%',
    'a page of posts: ' || parameters::text) FROM post_filter ORDER BY n;
SELECT unalike(tap.plan(:'list_posts', '{"page_size": 51, "on": "2018-06-01"}'), '%Seq Scan on post%',
    'a page of posts on a day');
SELECT unalike(tap.kept_plan(:'list_posts'), '%Seq Scan on post%', 'any page of posts without a filter');
SELECT unalike(tap.plan(:'count_posts', parameters), '%Seq Scan on post%',
    'a count of posts: ' || parameters::text) FROM post_filter ORDER BY n;
SELECT unalike(tap.plan(:'get_post', '{"post": "post-77", "on": "2018-06-01"}'), '%Seq Scan on post%',
    'one post by key');
SELECT unalike(tap.plan(:'list_post_changes', '{"post": "post-77"}'), '%Seq Scan on post%',
    'the changes of one post');

-- Names, which everybody reads
SELECT tap.acts('');
SELECT unalike(tap.plan(:'list_names', parameters || '{"page_size": 51}'), '%Seq Scan%',
    'a page of names: ' || parameters::text) FROM name_filter ORDER BY n;
SELECT unalike(tap.plan(:'list_names', '{"page_size": 51, "on": "2018-06-01"}'), '%Seq Scan%', 'a page of names on a day');
SELECT unalike(tap.kept_plan(:'list_names'), '%Seq Scan%', 'any page of names without a filter');
SELECT unalike(tap.plan(:'count_names', parameters), '%Seq Scan%',
    'a count of names: ' || parameters::text) FROM name_filter ORDER BY n;

-- Published budgets
SELECT unalike(tap.plan(:'list_lines', '{"budget": "budget-77", "page_size": 51}'), '%Seq Scan%',
    'a page of the lines of one budget');
SELECT unalike(tap.kept_plan(:'list_lines'), '%Seq Scan on budget_line%', 'any page of budget lines without a filter');
SELECT unalike(tap.plan(:'count_lines', '{"budget": "budget-77"}'), '%Seq Scan%', 'a count of the lines of one budget');
SELECT unalike(tap.plan(:'get_budget', '{"budget": "budget-77"}'), '%Seq Scan%', 'one budget by key');
SELECT unalike(tap.kept_plan(:'list_budgets'), '%Seq Scan on budget_line%', 'any page of budgets');
-- Spending, transfers and postings: as who sees all of them, and as a host, who sees a two-hundredth
SELECT tap.acts('kcc');
SELECT unalike(tap.plan(:'list_expenditures', parameters || '{"page_size": 51}'), '%Seq Scan on expenditure%',
    'a page of spending, all seen: ' || parameters::text) FROM spending_filter ORDER BY n;
SELECT unalike(tap.plan(:'list_expenditures', '{"page_size": 51, "after": "00000000-0000-0000-0000-00000000c350"}'),
    '%Seq Scan on expenditure%', 'a later page of spending without a filter, all seen');
SELECT unalike(tap.kept_plan(:'list_expenditures'), '%Seq Scan on expenditure%',
    'any page of spending without a filter, all seen');
SELECT unalike(tap.plan(:'count_expenditures', parameters), '%Seq Scan on expenditure%',
    'a count of spending, all seen: ' || parameters::text) FROM spending_filter ORDER BY n;
SELECT unalike(tap.plan(:'get_expenditure', '{"expenditure": "00000000-0000-0000-0000-00000000c350"}'), '%Seq Scan%',
    'one spending by key, all seen');
SELECT unalike(tap.plan(:'list_transfers', parameters || '{"page_size": 51}'), '%Seq Scan on transfer%',
    'a page of transfers, all seen: ' || parameters::text) FROM transfer_filter ORDER BY n;
SELECT unalike(tap.kept_plan(:'list_transfers'), '%Seq Scan on transfer%',
    'any page of transfers without a filter, all seen');
SELECT unalike(tap.plan(:'count_transfers', parameters), '%Seq Scan on transfer%',
    'a count of transfers, all seen: ' || parameters::text) FROM transfer_filter ORDER BY n;
SELECT unalike(tap.plan(:'get_transfer', '{"transfer": "00000000-0000-0000-0000-00000000c350"}'), '%Seq Scan%',
    'one transfer by key, all seen');
SELECT unalike(tap.plan(:'list_fund_postings', parameters || '{"page_size": 51, "fund": "fund-7"}'),
    '%Seq Scan on %ing%', 'a page of postings, all seen: ' || parameters::text) FROM posting_filter ORDER BY n;
SELECT is(concat_ws(' ', t.in_turn, CASE WHEN t.by_index > 2500 THEN t.by_index END), '0',
    'computed from the rows of one fund, all seen: ' || statement)
FROM computed CROSS JOIN LATERAL tap.touched(statement) AS t
ORDER BY n;

SELECT tap.acts('partner-7');
SELECT unalike(tap.plan(:'list_expenditures', parameters || '{"page_size": 51}'), '%Seq Scan on expenditure%',
    'a page of spending, few seen: ' || parameters::text) FROM spending_filter ORDER BY n;
SELECT unalike(tap.plan(:'list_expenditures', '{"page_size": 51, "after": "00000000-0000-0000-0000-00000000c350"}'),
    '%Seq Scan on expenditure%', 'a later page of spending without a filter, few seen');
SELECT unalike(tap.kept_plan(:'list_expenditures'), '%Seq Scan on expenditure%',
    'any page of spending without a filter, few seen');
SELECT unalike(tap.plan(:'count_expenditures', parameters), '%Seq Scan on expenditure%',
    'a count of spending, few seen: ' || parameters::text) FROM spending_filter ORDER BY n;
SELECT unalike(tap.plan(:'get_expenditure', '{"expenditure": "00000000-0000-0000-0000-00000000c350"}'), '%Seq Scan%',
    'one spending by key, few seen');
SELECT unalike(tap.plan(:'list_transfers', parameters || '{"page_size": 51}'), '%Seq Scan on transfer%',
    'a page of transfers, few seen: ' || parameters::text) FROM transfer_filter ORDER BY n;
SELECT unalike(tap.kept_plan(:'list_transfers'), '%Seq Scan on transfer%',
    'any page of transfers without a filter, few seen');
SELECT unalike(tap.plan(:'count_transfers', parameters), '%Seq Scan on transfer%',
    'a count of transfers, few seen: ' || parameters::text) FROM transfer_filter ORDER BY n;
SELECT unalike(tap.plan(:'get_transfer', '{"transfer": "00000000-0000-0000-0000-00000000c350"}'), '%Seq Scan%',
    'one transfer by key, few seen');
SELECT unalike(tap.plan(:'list_fund_postings', parameters || '{"page_size": 51, "fund": "fund-7"}'),
    '%Seq Scan on %ing%', 'a page of postings, few seen: ' || parameters::text) FROM posting_filter ORDER BY n;
SELECT is(concat_ws(' ', t.in_turn, CASE WHEN t.by_index > 2500 THEN t.by_index END), '0',
    'computed from the rows of one fund, few seen: ' || statement)
FROM computed CROSS JOIN LATERAL tap.touched(statement) AS t
ORDER BY n;

-- A fund that statistics do not know yet: a row of it is not looked for among all of its rows.
RESET ROLE;
SET LOCAL session_replication_role = replica;
ALTER TABLE safer.entry ALTER fund SET STATISTICS 300;
ALTER TABLE safer.posting ALTER fund SET STATISTICS 300;
ANALYZE safer.entry, safer.posting;
INSERT INTO safer.fund (id, name, host, rolls_forward) VALUES ('fund-new', 'A new fund', 'partner-7', true);
INSERT INTO safer.account (fund, kind, partner)
VALUES ('fund-new', 'in-transit', NULL), ('fund-new', 'contributions', 'partner-7');
INSERT INTO safer.entry (id, fund, kind, contribution, financial_year, belongs_to, occurred_on)
SELECT lpad(to_hex(1000000 + n), 32, '0')::uuid, 'fund-new', 'contribution', lpad(to_hex(1000000 + n), 32, '0')::uuid,
    '2018/19', '2018/19', '2018-05-01'
FROM generate_series(1, 400) AS n;
INSERT INTO safer.posting (entry, line, fund, debit_account, credit_account, amount_pence)
SELECT e.id, 1, e.fund, d.id, c.id, 100
FROM safer.entry AS e
JOIN safer.account AS d ON d.fund = e.fund AND d.kind = 'in-transit'
JOIN safer.account AS c ON c.fund = e.fund AND c.kind = 'contributions'
WHERE e.fund = 'fund-new';
SET LOCAL ROLE safer_service;
SET LOCAL plan_cache_mode = force_custom_plan;
SELECT is(concat_ws(' ', t.in_turn, CASE WHEN t.by_index > 2500 THEN t.by_index END), '0',
    'computed from the rows of a fund that is new: ' || statement)
FROM computed CROSS JOIN LATERAL tap.touched(replace(statement, 'fund-7', 'fund-new')) AS t
ORDER BY n;

SELECT * FROM finish();
ROLLBACK;
