-- The eight projects of 2016/17 that the commissioner's grant paid for, as the report of March 2017 lists them. It
-- prints neither who leads them nor which priority each serves: that is read from what it says they are for.
WITH loaded AS (
    INSERT INTO safer.project (id, title, summary, beneficiaries, state, public, source, note)
    VALUES
        ('licence-to-kill', 'Licence to Kill',
            'A road safety show in the theatre, on what young people risk on the roads and how they can be safer.',
            'Young people', 'active', true, 'Agenda pack, March 2017, 3.2', NULL),
        ('stop-the-scammers', 'Stop the Scammers',
            'A leaflet of the size of a postcard, Scam - It''s a Crime!, for staff and the public: how to spot scams'
            ' and know their victims, and where to report them.', NULL, 'active', true, 'Agenda pack, March 2017, 3.2',
            'The priority is assumed.'),
        ('domestic-homicide-reviews', 'Domestic Homicide Reviews',
            'Part of what the statutory reviews cost, independent chairs among it. Partners were asked for more.',
            NULL, 'active', true, 'Agenda pack, March 2017, 3.2', NULL),
        ('small-steps', 'Small Steps',
            'Pedestrian training for children across the county, where most people are killed or seriously injured:'
            ' how to cross the road.', 'Children from the age of five', 'active', true, 'Agenda pack, March 2017, 3.2',
            NULL),
        ('project-liberty', 'Project Liberty',
            'Support for girls who are at risk of exploitation and abuse, and for their parents. The Big Lottery Fund'
            ' pays most of it.', 'Girls aged 11 to 24, and their parents', 'active', true,
            'Agenda pack, March 2017, 3.2', 'The priority is assumed.'),
        ('perpetrator-support', 'DA Perpetrator Programme – Support Work',
            'More support for the partners and families of those who attend the programme for perpetrators, which takes'
            ' twelve weeks.', 'Partners and families of those who attend', 'active', true,
            'Agenda pack, March 2017, 3.2', NULL),
        ('section-136-research', 'Mental Health - Section 136 research',
            'Research into how fewer people come to be detained by the police under section 136 of the Mental Health'
            ' Act, and where to intervene with most effect.', NULL, 'active', true, 'Agenda pack, March 2017, 3.2',
            'The priority is assumed.'),
        ('is-it-worth-it', '''Is it Worth It'' School Tour',
            'A show that visits secondary schools and tells young people what they risk online.',
            'Young people at secondary schools', 'active', true, 'Agenda pack, March 2017, 3.2',
            'The priority is assumed.')
    ON CONFLICT (id) DO NOTHING
    RETURNING id
), serves (project, priority) AS (
    VALUES
        ('licence-to-kill', 'road-safety'),
        ('stop-the-scammers', 'safeguarding-vulnerable-people'),
        ('domestic-homicide-reviews', 'domestic-abuse'),
        ('small-steps', 'road-safety'),
        ('project-liberty', 'safeguarding-vulnerable-people'),
        ('perpetrator-support', 'domestic-abuse'),
        ('section-136-research', 'safeguarding-vulnerable-people'),
        ('is-it-worth-it', 'safeguarding-vulnerable-people')
), served AS (
    INSERT INTO safer.project_priority (project, priority)
    SELECT s.project, s.priority
    FROM serves AS s
    JOIN loaded AS l ON l.id = s.project
)
INSERT INTO safer.project_target (project, place, text, qualifier, number)
SELECT l.id, 1, 'Girls aged 11 to 24 who are supported', 'at_least', 270
FROM loaded AS l
WHERE l.id = 'project-liberty';

-- What they were given. When bids were asked for, and on which day the awards were made, is not printed, nor to whom.
INSERT INTO safer.grant_round (id, title, fund, funder, amount_pence, public, source, note)
VALUES
    ('kcsp-2016-17', 'Community safety projects 2016/17', 'pcc-kcsp-grant-2016-17', 'kent-pcc', 3966100, true,
        'Agenda pack, March 2017, 3.1', 'When it opened and closed is not printed.')
ON CONFLICT (id) DO NOTHING;

INSERT INTO safer.award (id, round, fund, purpose, project, amount_pence, source)
VALUES
    ('01590000-0000-7000-8000-000000000801', 'kcsp-2016-17', 'pcc-kcsp-grant-2016-17', 'licence-to-kill',
        'licence-to-kill', 600000, 'Agenda pack, March 2017, 3.2'),
    ('01590000-0000-7000-8000-000000000802', 'kcsp-2016-17', 'pcc-kcsp-grant-2016-17', 'stop-the-scammers',
        'stop-the-scammers', 100000, 'Agenda pack, March 2017, 3.2'),
    ('01590000-0000-7000-8000-000000000803', 'kcsp-2016-17', 'pcc-kcsp-grant-2016-17', 'domestic-homicide-reviews',
        'domestic-homicide-reviews', 1200000, 'Agenda pack, March 2017, 3.2'),
    ('01590000-0000-7000-8000-000000000804', 'kcsp-2016-17', 'pcc-kcsp-grant-2016-17', 'small-steps', 'small-steps',
        310000, 'Agenda pack, March 2017, 3.2'),
    ('01590000-0000-7000-8000-000000000805', 'kcsp-2016-17', 'pcc-kcsp-grant-2016-17', 'project-liberty',
        'project-liberty', 753500, 'Agenda pack, March 2017, 3.2'),
    ('01590000-0000-7000-8000-000000000806', 'kcsp-2016-17', 'pcc-kcsp-grant-2016-17', 'perpetrator-support',
        'perpetrator-support', 108000, 'Agenda pack, March 2017, 3.2'),
    ('01590000-0000-7000-8000-000000000807', 'kcsp-2016-17', 'pcc-kcsp-grant-2016-17', 'section-136-research',
        'section-136-research', 225000, 'Agenda pack, March 2017, 3.2'),
    ('01590000-0000-7000-8000-000000000808', 'kcsp-2016-17', 'pcc-kcsp-grant-2016-17', 'is-it-worth-it',
        'is-it-worth-it', 669600, 'Agenda pack, March 2017, 3.2')
ON CONFLICT (id) DO NOTHING;
