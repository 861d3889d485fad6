-- The pooled budget of the Kent Community Safety Team.
INSERT INTO safer.fund (id, name, host, rolls_forward, note)
VALUES ('kcst-pooled-budget', 'Kent Community Safety Team pooled budget', 'kfrs', true,
    'One budget from the constituent partners, hosted by Kent Fire and Rescue Service and meant to roll forward at the'
    ' end of each financial year.')
ON CONFLICT (id) DO NOTHING;

-- Funds beside it. The papers do not say who holds the money: that the county council does, whose officers run the
-- partnership's business, is an assumption.
INSERT INTO safer.fund (id, name, host, rolls_forward, note)
VALUES
    ('pcc-kcsp-grant-2016-17', 'Police and Crime Commissioner''s grant to the partnership 2016/17', 'kcc', false,
        '£39,661 for projects across Kent in support of the partnership''s priorities; eight were funded, and nothing was'
        ' left over. That the county council holds it is an assumption: no paper says who does.'),
    ('dhr-fund', 'Domestic homicide reviews', 'kcc', true,
        'What partners pay towards reviews for Kent and Medway. In October 2016 a gap of £20,000 a year was reported and'
        ' district councils were to be asked for £2,500 each. That the county council holds it is an assumption.')
ON CONFLICT (id) DO NOTHING;

-- What was granted and asked for, for the year it was said for. Who else pays into the reviews is not printed.
INSERT INTO safer.fund_contributor (fund, partner, from_on, to_on, amount_pence, note)
VALUES
    ('pcc-kcsp-grant-2016-17', 'kent-pcc', '2016-04-01', '2017-03-31', 3966100,
        'Granted for the year. The day is not printed: the first of the year stands for it.'),
    ('dhr-fund', 'kent-pcc', '2016-04-01', NULL, NULL,
        'Its share of 2016/17, £12,000, came through its grant to the partnership.'),
    ('dhr-fund', 'ashford', '2016-10-13', NULL, NULL, 'To be asked for £2,500.'),
    ('dhr-fund', 'canterbury', '2016-10-13', NULL, NULL, 'To be asked for £2,500.'),
    ('dhr-fund', 'dartford', '2016-10-13', NULL, NULL, 'To be asked for £2,500.'),
    ('dhr-fund', 'dover', '2016-10-13', NULL, NULL, 'To be asked for £2,500.'),
    ('dhr-fund', 'folkestone-and-hythe', '2016-10-13', NULL, NULL, 'To be asked for £2,500.'),
    ('dhr-fund', 'gravesham', '2016-10-13', NULL, NULL, 'To be asked for £2,500.'),
    ('dhr-fund', 'maidstone', '2016-10-13', NULL, NULL, 'To be asked for £2,500.'),
    ('dhr-fund', 'sevenoaks', '2016-10-13', NULL, NULL, 'To be asked for £2,500.'),
    ('dhr-fund', 'swale', '2016-10-13', NULL, NULL, 'To be asked for £2,500.'),
    ('dhr-fund', 'thanet', '2016-10-13', NULL, NULL, 'To be asked for £2,500.'),
    ('dhr-fund', 'tonbridge-and-malling', '2016-10-13', NULL, NULL, 'To be asked for £2,500.'),
    ('dhr-fund', 'tunbridge-wells', '2016-10-13', NULL, NULL, 'To be asked for £2,500.')
ON CONFLICT DO NOTHING;

-- What the money is for. The posts the pooled budget pays open their purposes themselves.
INSERT INTO safer.purpose (fund, id, name, kind, planned_pence, note)
VALUES
    ('kcst-pooled-budget', 'phase-2-office-changes', 'Office changes for hot desking', 'office', NULL,
        'Paid by the pooled budget and agreed beforehand by the Senior Management Team; no price is given.'),
    ('kcst-pooled-budget', 'joint-initiatives', 'Joint initiatives', 'other', NULL, NULL),
    ('kcst-pooled-budget', 'team-skills', 'The team''s skills', 'other', NULL, NULL),
    ('pcc-kcsp-grant-2016-17', 'licence-to-kill', 'Licence to Kill', 'project', 600000, NULL),
    ('pcc-kcsp-grant-2016-17', 'stop-the-scammers', 'Stop the Scammers', 'project', 100000, NULL),
    ('pcc-kcsp-grant-2016-17', 'domestic-homicide-reviews', 'Domestic homicide reviews', 'project', 1200000, NULL),
    ('pcc-kcsp-grant-2016-17', 'small-steps', 'Small Steps', 'project', 310000, NULL),
    ('pcc-kcsp-grant-2016-17', 'project-liberty', 'Project Liberty', 'project', 753500, NULL),
    ('pcc-kcsp-grant-2016-17', 'perpetrator-support', 'Support for domestic abuse perpetrators', 'project', 108000,
        NULL),
    ('pcc-kcsp-grant-2016-17', 'section-136-research', 'Section 136 research', 'project', 225000, NULL),
    ('pcc-kcsp-grant-2016-17', 'is-it-worth-it', 'Is it Worth It', 'project', 669600, NULL),
    ('dhr-fund', 'reviews', 'Domestic homicide reviews', 'review', NULL,
        'A review was estimated at about £20,000, and there are four a year on average.'),
    ('dhr-fund', 'lessons-learned', 'Lessons learned seminars', 'other', NULL, NULL)
ON CONFLICT (fund, id) DO NOTHING;
