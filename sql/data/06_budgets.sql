-- The commissioner's commissioning budget for 2017/18, as the Safer in Kent plan prints it. The lines are loaded with the
-- budget and not again.
WITH budget AS (
    INSERT INTO safer.budget (id, title, owner, financial_year, stated_total_pence, printed_unit, source, note)
    VALUES ('pcc-commissioning-2017-18', 'Commissioning budget 2017/18', 'kent-pcc', '2017/18', 420151700, '£m',
        'Safer in Kent: The Community Safety and Criminal Justice Plan, in the agenda pack of March 2017',
        'The column is headed "2017/18 £m", but its figures are pounds: the plan itself puts the whole at £4.2m.')
    ON CONFLICT (id) DO NOTHING
    RETURNING id
)
INSERT INTO safer.budget_line (budget, line, name, amount_pence, printed_amount)
SELECT b.id, l.line, l.name, replace(l.printed_amount, ',', '')::bigint * 100, l.printed_amount
FROM budget AS b
CROSS JOIN (VALUES
    (1, 'Community Safety Partnerships', '511,229'),
    (2, 'Young Persons Substance Misuse', '92,627'),
    (3, 'Youth Offending Teams', '365,460'),
    (4, 'Kent & Medway Safeguarding Adults and Children Boards', '82,488'),
    (5, 'Drug and Alcohol Action Teams', '360,491'),
    (6, 'Volunteer Youth Cadets', '40,000'),
    (7, 'National Crimestoppers', '39,156'),
    (8, 'Local Crimestoppers', '14,699'),
    (9, 'The Safer in Kent Fund', '150,000'),
    (10, 'Safer Kent', '20,000'),
    (11, 'Domestic Abuse Services', '185,000'),
    (12, 'Kent Criminal Justice Board Support', '40,000'),
    (13, 'Restorative Justice', '200,000'),
    (14, 'Sexual Assault Support Services', '200,000'),
    (15, 'Core Victim Services', '1,055,000'),
    (16, 'Specialist Victim Services', '500,000'),
    (17, 'Mental Health & Policing Fund', '250,000'),
    (18, 'Contingency', '95,367')
) AS l (line, name, printed_amount);
