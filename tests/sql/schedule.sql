-- What is due, received, unconfirmed, outstanding and overdue, right whoever asks.
\ir support.psql
SELECT plan(47);

SELECT tap.make_half_hidden_fund();
CREATE FUNCTION pg_temp.id(n integer) RETURNS uuid LANGUAGE sql
RETURN ('01900000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid;
CREATE FUNCTION pg_temp.line(fund text, financial_year text, partner text) RETURNS text LANGUAGE sql
AS $$SELECT concat_ws(' ', s.due_pence, s.received_pence, s.unconfirmed_pence, s.outstanding_pence, s.due_on, s.state)
    FROM safer.fund_schedule(fund, financial_year) AS s WHERE s.partner = line.partner$$;
SET LOCAL ROLE safer_service;

-- The published agreement, day by day
SELECT tap.acts('kent-police', '2018-03-31');
SELECT results_eq($$SELECT partner, name FROM safer.fund_schedule('kcst-pooled-budget', '2018/19')$$,
    $$VALUES ('kcc', 'Kent County Council'), ('kent-police', 'Kent Police'), ('kfrs', 'Kent Fire and Rescue Service')$$,
    'the parties, by partner');
SELECT is(pg_temp.line('kcst-pooled-budget', '2018/19', 'kcc'), '1600000 0 0 1600000 2018-04-01 not_due',
    'the day before: not due');
SELECT tap.acts('kent-police', '2018-04-01');
SELECT is(pg_temp.line('kcst-pooled-budget', '2018/19', 'kcc'), '1600000 0 0 1600000 2018-04-01 due',
    'on the day: due');
SELECT tap.acts('kent-police', '2018-04-02');
SELECT is(pg_temp.line('kcst-pooled-budget', '2018/19', 'kcc'), '1600000 0 0 1600000 2018-04-01 overdue',
    'the day after: overdue');
SELECT is(pg_temp.line('kcst-pooled-budget', '2017/18', 'kfrs'), '1000000 0 0 1000000 2018-01-01 overdue',
    '£10,000 for the first year, on the first day of the term');
SELECT is_empty($$SELECT * FROM safer.fund_schedule('kcst-pooled-budget', '2020/21')$$,
    'nothing is due in a year no agreement covers');

SELECT tap.acts('kcc', '2018-03-31');
SELECT is(tap.outcome(tap.posting('S-1', pg_temp.id(1), 600000, received_on => '2018-03-30')), 'accepted', '£6,000');
SELECT is(pg_temp.line('kcst-pooled-budget', '2018/19', 'kcc'), '1600000 600000 600000 1000000 2018-04-01 part_paid',
    'an instalment before the day: part paid, and unconfirmed counts as received');
SELECT tap.acts('kcc', '2018-04-01');
SELECT is(pg_temp.line('kcst-pooled-budget', '2018/19', 'kcc'), '1600000 600000 600000 1000000 2018-04-01 part_paid',
    'and on the day');
SELECT tap.acts('kcc', '2018-04-02');
SELECT is(pg_temp.line('kcst-pooled-budget', '2018/19', 'kcc'), '1600000 600000 600000 1000000 2018-04-01 overdue',
    'and after it overdue');
SELECT tap.acts('kfrs', '2018-04-10');
SELECT is(tap.outcome(tap.receipt(pg_temp.id(1), '2018-04-09')), 'accepted', 'the host confirms');
SELECT is(pg_temp.line('kcst-pooled-budget', '2018/19', 'kcc'), '1600000 600000 0 1000000 2018-04-01 overdue',
    'then nothing is unconfirmed');
SELECT tap.acts('kcc', '2018-04-10');
SELECT is(tap.outcome(tap.posting('S-2', pg_temp.id(2), 1100000, received_on => '2018-04-10')), 'accepted', '£11,000');
SELECT is(pg_temp.line('kcst-pooled-budget', '2018/19', 'kcc'), '1600000 1700000 1100000 0 2018-04-01 paid',
    'more than the minimum: paid, and never less than nothing outstanding');
SELECT is(tap.outcome(tap.reversal(pg_temp.id(2), '{"amount_pence": 1000000}', pg_temp.id(3))), 'accepted',
    'it was £10,000');
SELECT is(pg_temp.line('kcst-pooled-budget', '2018/19', 'kcc'), '1600000 1600000 1000000 0 2018-04-01 paid',
    'what is reversed does not count, what replaces it does');
SELECT is(pg_temp.line('kcst-pooled-budget', '2019/20', 'kcc'), '1600000 0 0 1600000 2019-04-01 not_due',
    'another year is another matter');

-- With half of the rows hidden
SELECT tap.acts('maidstone', '2018-08-01');
SELECT is(tap.outcome(tap.posting('M-1', pg_temp.id(11), 100000, 'half-hidden')), 'accepted', 'Maidstone £1,000');
SELECT is(tap.outcome(tap.posting('M-2', pg_temp.id(12), 150000, 'half-hidden')), 'accepted', 'and £1,500');
SELECT tap.acts('thanet', '2018-08-01');
SELECT is(tap.outcome(tap.posting('T-1', pg_temp.id(13), 70000, 'half-hidden')), 'accepted', 'Thanet £700');
SELECT tap.acts('swale', '2018-08-01');
SELECT is(tap.outcome(tap.posting('W-1', pg_temp.id(14), 300, 'half-hidden')), 'accepted', 'Swale £3');
SELECT results_eq($$SELECT partner, due_pence, received_pence, due_on, state
    FROM safer.fund_schedule('half-hidden', '2018/19')$$,
    $$VALUES ('swale', 0::bigint, 300::bigint, date '2018-06-01', 'paid')$$,
    'who the fund names sees its own line, with nothing due');
SELECT tap.acts('maidstone', '2018-08-01');
SELECT results_eq($$SELECT partner FROM safer.fund_schedule('half-hidden', '2018/19')$$, ARRAY['maidstone'],
    'a party sees its own line and no other');
SELECT is(pg_temp.line('half-hidden', '2018/19', 'maidstone'), '250000 250000 250000 0 2018-07-01 paid',
    'and its own is whole');
SELECT tap.acts('thanet', '2018-08-01');
SELECT is(pg_temp.line('half-hidden', '2018/19', 'thanet'), '250000 70000 70000 180000 2018-07-01 overdue',
    'the other sees what it owes');
SELECT is((SELECT count(*) FROM api.contributions), 1::bigint, 'though most rows are hidden from it');
SELECT tap.acts('medway', '2018-08-01');
SELECT is((SELECT string_agg(concat_ws(' ', partner, received_pence, outstanding_pence), ', ' ORDER BY partner)
    FROM safer.fund_schedule('half-hidden', '2018/19')), 'maidstone 250000 0, swale 300 0, thanet 70000 180000',
    'the host sees all');
SELECT is(tap.outcome(tap.receipt(pg_temp.id(11), '2018-07-01')), 'accepted', 'and confirms one');
SELECT tap.acts('kcc', '2018-08-01');
SELECT is(pg_temp.line('half-hidden', '2018/19', 'maidstone'), '250000 250000 150000 0 2018-07-01 paid',
    'so does a constituent partner');
SELECT tap.acts('ashford', '2018-08-01');
SELECT is_empty($$SELECT * FROM safer.fund_schedule('half-hidden', '2018/19')$$, 'who does not contribute sees none');
SELECT tap.acts('', '2018-08-01');
SELECT is_empty($$SELECT * FROM safer.fund_schedule('kcst-pooled-budget', '2018/19')$$, 'nor who has no partner');

-- What a fund says of those it names
RESET ROLE;
UPDATE safer.fund_contributor SET amount_pence = 400,
    to_on = '2019-09-30' WHERE fund = 'half-hidden' AND partner = 'swale';
SET LOCAL ROLE safer_service;
SELECT tap.acts('medway', '2018-06-02');
SELECT is(pg_temp.line('half-hidden', '2018/19', 'swale'), '400 300 300 100 2018-06-01 overdue',
    'who is named owes what was said, from its first day on');
SELECT is(pg_temp.line('half-hidden', '2019/20', 'swale'), '400 0 0 400 2019-04-01 not_due',
    'and again in the next year, from the year''s first day');
SELECT is(pg_temp.line('half-hidden', '2020/21', 'swale'), NULL, 'but not once it is named no longer');
SELECT is(pg_temp.line('half-hidden', '2018/19', 'thanet'), '250000 70000 70000 180000 2018-07-01 part_paid',
    'the parties owe what was agreed');
RESET ROLE;
INSERT INTO safer.fund_contributor (fund, partner, from_on, amount_pence)
VALUES ('half-hidden', 'thanet', '2018-10-01', 300000);
SET LOCAL ROLE safer_service;
SELECT is(pg_temp.line('half-hidden', '2018/19', 'thanet'), '300000 70000 70000 230000 2018-10-01 part_paid',
    'a party that is named as well owes the more, by the later day');

-- A year that is closed
SELECT tap.acts('medway', '2019-06-01');
SELECT is(tap.outcome(tap.closing('2018/19')), 'accepted', 'the year is closed');
SELECT tap.acts('thanet', '2019-06-01');
SELECT is(tap.outcome(tap.posting('T-2', pg_temp.id(15), 230000, 'half-hidden')), 'accepted',
    'and Thanet pays the rest');
SELECT is(pg_temp.line('half-hidden', '2018/19', 'thanet'), '300000 300000 300000 0 2018-10-01 paid',
    'which counts for the year it is for, though it is booked in the next');

-- What was paid for a year that is covered no more is shown, and can be put right
SELECT tap.acts('kcc', '2019-05-01');
SELECT is(tap.outcome(tap.posting('L-1', pg_temp.id(51), 100000, financial_year => '2019/20', received_on => '2019-04-30')),
    'accepted', '£1,000 for 2019/20');
RESET ROLE;
UPDATE safer.agreement SET dissolved_on = '2019-03-31' WHERE id = 'kcst-mou-2018';
UPDATE safer.agreement_minimum SET lapsed_on = '2019-03-31' WHERE financial_year = '2019/20' AND agreement = 'kcst-mou-2018';
SET LOCAL ROLE safer_service;
SELECT is(pg_temp.line('kcst-pooled-budget', '2019/20', 'kcc'), '0 100000 100000 0 2019-04-01 paid',
    'nothing is due any more, and what was paid has its line');
SELECT is((SELECT count(*) FROM safer.fund_schedule('kcst-pooled-budget', '2019/20')), 1::bigint, 'who has not paid has none');
SELECT is(tap.outcome(tap.reversal(pg_temp.id(51), '{"amount_pence": 90000}', pg_temp.id(52))), 'accepted',
    'a mistake in it is put right in its year');
SELECT is(tap.outcome(tap.reversal(pg_temp.id(52), '{"amount_pence": 1, "financial_year": "2020/21"}')), 'year-not-covered',
    'and not in another that is not covered');

-- Today
SELECT tap.acts('', '2018-08-01');
SELECT is(safer.today(), date '2018-08-01', 'today is what the service says');
SELECT set_config('safer.today', '', true);
SELECT is(safer.today(), (now() AT TIME ZONE 'Europe/London')::date, 'else the date in London');
SELECT is(safer.financial_year_start('2018/19'), date '2018-04-01', 'a financial year begins on 1 April');

SELECT * FROM finish();
ROLLBACK;
