-- The meetings of the partnership that its papers record, announce or refer to: counts of those who were there, and
-- offices where the text gives office and organisation. No persons. A time the text does not give is 10:00, as it is in
-- 2015 and 2017 where it does; a day of publication that is not known is the meeting's own. The notes say which.
INSERT INTO safer.meeting (id, body, starts_at, place, state, notice_on, agenda_on, minutes_on, present_count,
    in_attendance_count, source, note)
VALUES
    ('01590000-0000-7000-8000-000000000201', 'kcsp', '2014-07-08 10:00 Europe/London', 'Not stated', 'held', '2014-07-08',
        NULL, NULL, NULL, NULL, 'Report on the action plan, October 2014',
        'Only referred to: the agreement of 2014-17 was signed off. Time and place are not stated.'),
    ('01590000-0000-7000-8000-000000000202', 'kcsp', '2014-10-14 10:00 Europe/London', 'Not stated', 'held', '2014-10-14',
        NULL, NULL, NULL, NULL, 'Minutes, March 2015',
        'Only referred to. The title of minute 92 says 8 October, what was resolved and the report say 14 October. Time'
        ' and place are not stated.'),
    ('01590000-0000-7000-8000-000000000203', 'kcsp', '2015-03-19 10:00 Europe/London',
        'Darent Room, Sessions House, County Hall, Maidstone', 'held', '2015-03-19', NULL, '2015-03-19', 12, 5,
        'Minutes, March 2015', 'The time, and the day the notes were published, are not stated.'),
    ('01590000-0000-7000-8000-000000000204', 'kcsp', '2015-10-08 10:00 Europe/London', 'Not stated', 'scheduled',
        '2015-03-19', NULL, NULL, NULL, NULL, 'Minutes, March 2015',
        'Announced in minute 101; no paper here says whether it was held. The place is not stated.'),
    ('01590000-0000-7000-8000-000000000205', 'kcsp', '2016-03-16 10:00 Europe/London', 'Not stated', 'held', '2016-03-16',
        NULL, NULL, NULL, NULL, 'Minutes, October 2016', 'Only referred to. Time and place are not stated.'),
    ('01590000-0000-7000-8000-000000000206', 'kcsp', '2016-10-13 10:00 Europe/London',
        'Darent Room, Sessions House, County Hall, Maidstone', 'held', '2016-10-13', NULL, '2017-03-07', 16, 3,
        'Agenda pack, March 2017',
        'The time is not stated. The notes came with the agenda of March 2017. They report what the Head of Health, Parking'
        ' and Community Safety of Ashford Borough Council said, who is not among those they list.'),
    ('01590000-0000-7000-8000-000000000207', 'kcsp', '2017-03-15 10:00 Europe/London',
        'Darent Room, Sessions House, County Hall, Maidstone', 'scheduled', '2016-10-13', '2017-03-07', NULL, NULL, NULL,
        'Agenda pack, March 2017', 'The agenda is here; no paper here says how the meeting went.'),
    ('01590000-0000-7000-8000-000000000208', 'kcsp', '2017-07-19 10:00 Europe/London',
        'Darent Room, Sessions House, Maidstone', 'scheduled', '2017-03-07', NULL, NULL, NULL, NULL,
        'Agenda pack, March 2017', 'Announced in item C1 of the agenda of March 2017.')
ON CONFLICT (id) DO NOTHING;

-- Minute 92 approves the minutes of October 2014, minute 126 those of March 2016.
UPDATE safer.meeting AS m
SET minutes_approved_at = a.approved_at
FROM (VALUES
    ('01590000-0000-7000-8000-000000000202'::uuid, '01590000-0000-7000-8000-000000000203'::uuid),
    ('01590000-0000-7000-8000-000000000205', '01590000-0000-7000-8000-000000000206')) AS a (id, approved_at)
WHERE m.id = a.id
    AND m.minutes_approved_at IS NULL;

INSERT INTO safer.publication (meeting, step, what, published_on, created_at)
SELECT m.id, p.step, p.what, p.published_on, m.created_at
FROM safer.meeting AS m,
LATERAL (
    SELECT row_number() OVER (ORDER BY d.published_on, d.place)::integer, d.what, d.published_on
    FROM (VALUES (1, 'notice', m.notice_on), (2, 'agenda', m.agenda_on), (3, 'minutes', m.minutes_on))
        AS d (place, what, published_on)
    WHERE d.published_on IS NOT NULL) AS p (step, what, published_on)
WHERE m.id BETWEEN '01590000-0000-7000-8000-000000000201' AND '01590000-0000-7000-8000-000000000208'
    AND NOT EXISTS (SELECT FROM safer.publication AS q WHERE q.meeting = m.id);

-- Who was there, where the notes give the office and the organisation. Those listed as present stand as members.
INSERT INTO safer.attendance (id, meeting, partner, office, capacity)
VALUES
    ('01590000-0000-7000-8000-000000000301', '01590000-0000-7000-8000-000000000203', 'kfrs', 'Deputy Operations Manager',
        'member'),
    ('01590000-0000-7000-8000-000000000302', '01590000-0000-7000-8000-000000000203', 'kent-police', 'Superintendent',
        'member'),
    ('01590000-0000-7000-8000-000000000303', '01590000-0000-7000-8000-000000000203', 'kcc',
        'Head of Community Safety and Emergency Planning', 'in_attendance'),
    ('01590000-0000-7000-8000-000000000304', '01590000-0000-7000-8000-000000000203', 'kcc', 'Community Safety Manager',
        'in_attendance'),
    ('01590000-0000-7000-8000-000000000305', '01590000-0000-7000-8000-000000000203', 'kcc',
        'Kent and Medway Domestic Violence Co-ordinator', 'in_attendance'),
    ('01590000-0000-7000-8000-000000000311', '01590000-0000-7000-8000-000000000206', 'kfrs',
        'Assistant Director of Community Engagement', 'member'),
    ('01590000-0000-7000-8000-000000000312', '01590000-0000-7000-8000-000000000206', 'kcc',
        'Kent and Medway Domestic Violence Co-ordinator', 'member'),
    ('01590000-0000-7000-8000-000000000313', '01590000-0000-7000-8000-000000000206', 'kcc', 'Youth Justice Lead', 'member'),
    ('01590000-0000-7000-8000-000000000314', '01590000-0000-7000-8000-000000000206', 'kent-pcc',
        'Head of Policy and Research', 'member'),
    ('01590000-0000-7000-8000-000000000315', '01590000-0000-7000-8000-000000000206', 'kent-pcc', 'Chief of Staff', 'member'),
    ('01590000-0000-7000-8000-000000000316', '01590000-0000-7000-8000-000000000206', 'kcc', 'Public Health specialist',
        'member'),
    ('01590000-0000-7000-8000-000000000317', '01590000-0000-7000-8000-000000000206', 'kent-police', 'Superintendent',
        'member'),
    ('01590000-0000-7000-8000-000000000318', '01590000-0000-7000-8000-000000000206', 'kent-police', 'Inspector', 'member'),
    ('01590000-0000-7000-8000-000000000319', '01590000-0000-7000-8000-000000000206', 'kcc', 'Head of Public Protection',
        'in_attendance'),
    ('01590000-0000-7000-8000-000000000320', '01590000-0000-7000-8000-000000000206', 'kcc', 'Head of Community Safety',
        'in_attendance')
ON CONFLICT (id) DO NOTHING;
