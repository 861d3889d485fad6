-- The memorandum of 2018-2020. Its parts are loaded with it and not again: what users changed stays.
WITH memorandum AS (
    INSERT INTO safer.agreement (id, title, fund, starts_on, ends_on, notice_months, meeting_interval_months,
        formal_report_on, public, note)
    VALUES ('kcst-mou-2018', 'Memorandum of Understanding (2018-2020) for the Kent Community Safety Team',
        'kcst-pooled-budget', '2018-01-01', '2020-03-31', 6, 2, '2019-03-01', true,
        'Reviews are set for January 2019 and January 2020 without a day: the first of the month stands for them.'
        ' No due dates are given: 1 April of the year, or the first day of the term if later, is an assumption.'
        ' Nobody''s date of signature is printed, and the place to sign names two of the three partners.'
        ' The text speaks of a two year period; the term is two years and three months. Its paragraph on finance refers to'
        ' section 11 for withdrawal, which stands in section 12.')
    ON CONFLICT (id) DO NOTHING
    RETURNING id, fund
), party AS (
    INSERT INTO safer.agreement_party (agreement, partner)
    SELECT m.id, p.partner
    FROM memorandum AS m
    CROSS JOIN (VALUES ('kcc'), ('kfrs'), ('kent-police')) AS p (partner)
), minimum AS (
    INSERT INTO safer.agreement_minimum (agreement, fund, financial_year, amount_pence, due_on, note)
    SELECT m.id, m.fund, y.financial_year, y.amount_pence, y.due_on, y.note
    FROM memorandum AS m
    CROSS JOIN (VALUES
        ('2017/18', 1000000, date '2018-01-01',
            'The due date is an assumption: the first day of the term, as no paper gives one.'),
        ('2018/19', 1600000, date '2018-04-01',
            'The due date is an assumption: 1 April, as no paper gives one. The amount includes all costs.'),
        ('2019/20', 1600000, date '2019-04-01',
            'The due date is an assumption: 1 April, as no paper gives one. The amount includes all costs.')
    ) AS y (financial_year, amount_pence, due_on, note)
)
INSERT INTO safer.agreement_review (agreement, review_on)
SELECT m.id, r.review_on
FROM memorandum AS m
CROSS JOIN (VALUES (date '2019-01-01'), (date '2020-01-01')) AS r (review_on);
