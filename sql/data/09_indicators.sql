-- The areas indicators are observed in, by the codes of the Office for National Statistics.
INSERT INTO safer.area (id, name, kind, partner, from_on, to_on, note)
VALUES
    ('E10000016', 'Kent', 'county', NULL, NULL, NULL, 'The county council''s area: twelve districts, without Medway.'),
    ('E07000105', 'Ashford', 'district', 'ashford', NULL, NULL, NULL),
    ('E07000106', 'Canterbury', 'district', 'canterbury', NULL, NULL, NULL),
    ('E07000107', 'Dartford', 'district', 'dartford', NULL, NULL, NULL),
    ('E07000108', 'Dover', 'district', 'dover', NULL, NULL, NULL),
    ('E07000109', 'Gravesham', 'district', 'gravesham', NULL, NULL, NULL),
    ('E07000110', 'Maidstone', 'district', 'maidstone', NULL, NULL, NULL),
    ('E07000111', 'Sevenoaks', 'district', 'sevenoaks', NULL, NULL, NULL),
    ('E07000112', 'Folkestone and Hythe', 'district', 'folkestone-and-hythe', NULL, NULL,
        'Called Shepway at the time of the earlier papers.'),
    ('E07000113', 'Swale', 'district', 'swale', NULL, NULL, NULL),
    ('E07000114', 'Thanet', 'district', 'thanet', NULL, NULL, NULL),
    ('E07000115', 'Tonbridge and Malling', 'district', 'tonbridge-and-malling', NULL, NULL, NULL),
    ('E07000116', 'Tunbridge Wells', 'district', 'tunbridge-wells', NULL, NULL, NULL),
    ('E06000035', 'Medway', 'unitary', 'medway', NULL, NULL, 'Not part of the Kent Community Safety Agreement.'),
    ('K03000001', 'Great Britain', 'country', NULL, NULL, NULL, NULL)
ON CONFLICT (id) DO NOTHING;

-- The papers count eleven community safety partnerships and, from 2017, nine policing districts, and name neither in
-- full: so these are not here. A constituent partner records them when their areas are known.

-- The proxy measures the papers name. They print no figures of them and do not say how each is counted, so frequency
-- and unit are assumed, and no paper gives the day on which one was agreed.
INSERT INTO safer.indicator (id, title, description, unit, polarity, frequency, year, priority, source,
    state, public, focus,
    kind, suppress_below, note)
VALUES
    ('domestic-abuse-incidents', 'Domestic abuse incidents',
        'Incidents of domestic abuse reported to the police. More of them can mean more abuse, or more trust '
            'in reporting it.',
        'incidents', 'neutral', 'month', 'financial', 'domestic-abuse', 'kent-police', 'agreed', true, true, 'count', 5,
        'Reported to the partnership in October 2016; a focus area in March 2017. Monthly counting is assumed.'),
    ('domestic-abuse-referrals', 'Domestic abuse referrals', 'Referrals of victims of domestic abuse to support.',
        'referrals', 'neutral', 'month', 'financial', 'domestic-abuse', NULL, 'proposed', false, true, 'count', 5,
        'The minutes of March 2015 say that referrals increased. Monthly counting is assumed.'),
    ('marac-cases', 'Cases at multi-agency risk assessment conferences',
        'Cases of domestic abuse at high risk that were discussed at a conference of several agencies.',
        'cases', 'neutral', 'quarter', 'financial', 'domestic-abuse', 'kent-police', 'proposed', false, true,
        'count', 5,
        'The minutes of March 2015: from about 800 a year to more than 2,000. Quarterly counting is assumed.'),
    ('road-casualties-ksi', 'People killed or seriously injured on the roads',
        'Casualties of collisions on public roads who died or were seriously injured.',
        'people', 'lower_is_better', 'month', 'financial', 'road-safety', 'kent-police', 'agreed', true, true,
        'count', 5,
        'Reported to the partnership in March 2015 and October 2016; a focus area in March 2017. Monthly '
            'counting is assumed.'),
    ('organised-crime-groups', 'Organised crime groups', 'Organised crime groups known to be active.',
        'groups', 'lower_is_better', 'quarter', 'financial', 'serious-and-organised-crime', 'kent-police',
        'proposed', false, false, 'count', 5, 'Among the measures added for the new priorities by March 2017. Quarterly counting '
            'is assumed.'),
    ('modern-slavery', 'Modern slavery', 'Cases of modern slavery recorded.',
        'cases', 'neutral', 'quarter', 'financial', 'safeguarding-vulnerable-people', 'kent-police', 'proposed', false,
        false, 'count', 5, 'Among the measures added for the new priorities by March 2017. Quarterly counting '
            'is assumed.'),
    ('missing-children', 'Missing children', 'Children reported missing.',
        'children', 'lower_is_better', 'month', 'financial', 'safeguarding-vulnerable-people', 'kent-police',
        'proposed', false, false, 'count', 5, 'Among the measures added for the new priorities by March 2017. Monthly '
            'counting is assumed.')
ON CONFLICT (id) DO NOTHING;

-- What was said of two of them in October 2016. Neither paper says from when on recording changed, so nothing begins
-- anew.
INSERT INTO safer.annotation (id, indicator, area, starts_on, kind, text, rebaseline, partner, source)
VALUES
    ('01580000-0000-7000-8000-000000000001', 'domestic-abuse-incidents', NULL, '2016-10-01', 'commentary',
        'Reports had increased, in part because the Home Office had changed its counting rules, and also'
            ' because One Stop Shops and similar services encouraged more victims to come forward. When the rules changed is not said.',
        false, NULL, 'Minutes of the Kent Community Safety Partnership, 13 October 2016, 127.3'),
    ('01580000-0000-7000-8000-000000000002', 'road-casualties-ksi', NULL, '2016-10-01', 'commentary',
        'The number had increased, as it had nationally. Changes in how the police record casualties may have '
            'added to it;'
            ' this was still being looked into.',
        false, NULL, 'Minutes of the Kent Community Safety Partnership, 13 October 2016, 127.4'),
    ('014c0000-0000-7000-8000-000000000003', 'domestic-abuse-referrals', NULL, '2015-03-01', 'commentary',
        'The increase was taken for more reporting rather than more incidents, from what earlier levels of '
            'reporting show.',
        false, NULL, 'Minutes of the Kent Community Safety Partnership, March 2015, 96.3')
ON CONFLICT (id) DO NOTHING;
