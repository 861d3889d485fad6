-- Periods in every form, and what is none; and values.
\ir support.psql
SELECT plan(48);

CREATE FUNCTION tap.period(written text)
RETURNS text
LANGUAGE sql
RETURN (SELECT concat_ws(' ', b.frequency, b.year, b.starts_on, b.ends_on) FROM safer.period_bounds(written) AS b);
GRANT EXECUTE ON FUNCTION tap.period(text) TO PUBLIC;

SELECT is(tap.period(p.written), p.means, 'the period ' || p.written)
FROM (VALUES ('2017-03', 'month 2017-03-01 2017-03-31'), ('2016-02', 'month 2016-02-01 2016-02-29'),
    ('2017-12', 'month 2017-12-01 2017-12-31'),
    ('2017-Q1', 'quarter calendar 2017-01-01 2017-03-31'), ('2017-Q4', 'quarter calendar 2017-10-01 2017-12-31'),
    ('2017/18-Q1', 'quarter financial 2017-04-01 2017-06-30'),
    ('2017/18-Q4', 'quarter financial 2018-01-01 2018-03-31'),
    ('2017', 'year calendar 2017-01-01 2017-12-31'), ('2017/18', 'year financial 2017-04-01 2018-03-31'),
    ('1999/00', 'year financial 1999-04-01 2000-03-31')) AS p (written, means);
SELECT is(tap.period(p), NULL, 'no period: ' || coalesce(p, 'NULL'))
FROM unnest(ARRAY['2017-13', '2017-00', '2017-3', '2017-Q0', '2017-Q5', '2017Q1', '2017/19', '2017/18-Q5', '2017/18-04',
    '2017/2018', '17', '', ' 2017', '2017-03-01', '1799', '2100', NULL]) AS p;

SELECT is((SELECT safer.period_text(b.starts_on, b.frequency, b.year) FROM safer.period_bounds(p) AS b), p,
    'written as it was read: ' || p)
FROM unnest(ARRAY['2017-03', '2017-Q3', '2017/18-Q4', '2018', '1999/00']) AS p;
SELECT is((SELECT array_agg(y::text) FROM generate_series(date '1801-01-01', '2099-10-01', '3 months') AS d (day)
    CROSS JOIN LATERAL (SELECT safer.period_text(d.day::date, 'quarter', 'financial')) AS w (written)
    CROSS JOIN LATERAL safer.period_bounds(w.written) AS y
    WHERE y.starts_on <> d.day), NULL, 'each financial quarter of three hundred years is read as what it was');
SELECT is(safer.period_text('2017-04-01', 'quarter', NULL), '2017/18-Q1',
    'who has not said by which years is shown financial ones');
SELECT is((SELECT array_agg(DISTINCT safer.period_position((d.day + '3 months')::date, 'quarter')
        - safer.period_position(d.day::date, 'quarter'))
    FROM generate_series(date '2015-01-01', '2018-10-01', '3 months') AS d (day)), ARRAY[1],
    'a quarter stands one behind the quarter before it');
SELECT is((SELECT array_agg(DISTINCT safer.period_position((d.day + '1 month')::date, 'month')
        - safer.period_position(d.day::date, 'month'))
    FROM generate_series(date '2015-01-01', '2018-10-01', '1 month') AS d (day)), ARRAY[1], 'and a month');
SELECT is(safer.period_position('2018-04-01', 'year') - safer.period_position('2017-04-01', 'year'), 1, 'and a year');

-- Values
SELECT is((SELECT safer.read_value(v.written)::text), v.read, 'a value: ' || v.written)
FROM (VALUES ('0', '0'), ('-0', '0'), ('+5', '5'), ('007', '7'), ('12.50', '12.50'), ('-12.75', '-12.75'), ('1.5e3', '1500'),
    ('1E+2', '100'), ('2e-3', '0.002'), ('999999999999999', '999999999999999'),
    ('0.000000000000001', '0.000000000000001')) AS v (written, read);

SELECT * FROM finish();
ROLLBACK;
