-- The bodies that meet, as the papers have them, and who belongs to them: offices, never persons. Rules of quorum, notice
-- and interval only where a paper gives them; five clear working days are the law for bodies that meet in public.
INSERT INTO safer.body (id, title, meets_in, quorum_rule, interval_months, report_interval_months, notice_days, parent,
    from_on, external_system, external_id, source, note)
VALUES
    ('kcsp', 'Kent Community Safety Partnership', 'public', 'not_stated', NULL, NULL, 5, NULL, NULL, 'moderngov', '519',
        'Agenda pack, March 2017', 'The county strategy group. No paper here states its quorum.'),
    ('kcst-smt', 'Kent Community Safety Team Senior Management Team', 'private', 'each_constituent_partner', 2, 2, 0, NULL,
        '2018-01-01', NULL, NULL, 'Memorandum of Understanding 2018-2020, 4.1',
        'The memorandum asks for a meeting at least every two months, and the coordinator reports as often. A nominated'
        ' deputy forms part of the quorum.'),
    ('kcsp-working-group', 'Kent Community Safety Partnership Working Group', 'private', 'not_stated', NULL, NULL, 0, 'kcsp',
        NULL, NULL, NULL, 'Agenda pack, March 2017', 'Until September 2015 it was the sub-group called KCST.'),
    ('kcc-scrutiny', 'Crime and Disorder Committee', 'public', 'not_stated', NULL, NULL, 5, NULL, NULL, NULL, NULL,
        'Minutes, March 2015', 'Kent County Council''s Scrutiny Committee when it looks at crime and disorder.'),
    ('kcc-cabinet-committee', 'Environment and Transport Cabinet Committee', 'public', 'not_stated', NULL, NULL, 5, NULL, NULL,
        NULL, NULL, 'Memorandum of Understanding 2018-2020, 4.3', 'Has a report on the team each year.'),
    ('kmfra', 'Kent and Medway Fire and Rescue Authority', 'public', 'not_stated', NULL, NULL, 5, NULL, NULL, NULL, NULL,
        'Memorandum of Understanding 2018-2020, 4.3', 'Has reports of the fire and rescue service on progress.'),
    ('dhr-steering-group', 'Kent and Medway Domestic Homicide Review Steering Group', 'private', 'not_stated', NULL, NULL, 0,
        'kcsp', NULL, NULL, NULL, 'Agenda pack, March 2017', NULL)
ON CONFLICT (id) DO NOTHING;

INSERT INTO safer.standing_item (body, place, ref, title, kind)
SELECT s.body, s.place, s.ref, s.title, s.kind
FROM (VALUES
    ('kcsp', 1, 'A1', 'Apologies', 'apologies'),
    ('kcsp', 2, 'A2', 'Declarations of Interest', 'declarations'),
    ('kcsp', 3, 'A3', 'Notes of the last meeting', 'minutes'),
    ('kcsp', 4, 'C1', 'Date of next meeting', 'next_meeting'),
    ('kcst-smt', 1, '1', 'Apologies', 'apologies'),
    ('kcst-smt', 2, '2', 'Notes of the last meeting', 'minutes'),
    ('kcst-smt', 3, '3', 'Follow-ups', 'follow_ups'),
    ('kcst-smt', 4, '4', 'Pooled budget', 'budget'),
    ('kcst-smt', 5, '5', 'Performance report', 'performance_report'),
    ('kcst-smt', 6, '6', 'Date of next meeting', 'next_meeting')) AS s (body, place, ref, title, kind)
WHERE NOT EXISTS (SELECT FROM safer.standing_item AS t WHERE t.body = s.body);

INSERT INTO safer.membership (id, body, partner, office, role, from_on, to_on, source, note)
VALUES
    ('01590000-0000-7000-8000-000000000101', 'kcst-smt', 'kfrs', 'Assistant Director', 'member', '2018-01-01', NULL,
        'Memorandum of Understanding 2018-2020, Appendix A', NULL),
    ('01590000-0000-7000-8000-000000000102', 'kcst-smt', 'kent-police', 'Superintendent', 'member', '2018-01-01', '2018-03-31',
        'Memorandum of Understanding 2018-2020, Appendix A', 'Phase one.'),
    ('01590000-0000-7000-8000-000000000103', 'kcst-smt', 'kcc', 'Group Head of Public Protection', 'member', '2018-01-01',
        '2018-03-31', 'Memorandum of Understanding 2018-2020, Appendix A', 'Phase one.'),
    ('01590000-0000-7000-8000-000000000104', 'kcst-smt', 'kent-police', 'Chief Inspector', 'member', '2018-04-01', NULL,
        'Memorandum of Understanding 2018-2020, Appendix A', 'Phase two.'),
    ('01590000-0000-7000-8000-000000000105', 'kcst-smt', 'kcc', 'Head of Community Safety', 'member', '2018-04-01', NULL,
        'Memorandum of Understanding 2018-2020, Appendix A', 'Phase two.'),
    ('01590000-0000-7000-8000-000000000111', 'kcsp', 'kcc', 'Head of Community Safety', 'member', '2015-03-19', NULL,
        'Minutes, October 2016', 'The day is that of the first minutes here.'),
    ('01590000-0000-7000-8000-000000000112', 'kcsp', 'kfrs', 'Assistant Director of Community Engagement', 'member',
        '2015-03-19', NULL, 'Minutes, October 2016', 'The day is that of the first minutes here.'),
    ('01590000-0000-7000-8000-000000000113', 'kcsp', 'kent-police', 'Superintendent', 'member', '2015-03-19', NULL,
        'Minutes, March 2015', 'The day is that of the first minutes here.'),
    ('01590000-0000-7000-8000-000000000114', 'kcsp', 'kent-pcc', 'Chief of Staff', 'member', '2016-10-13', NULL,
        'Minutes, October 2016', 'The day is that of the minutes that name the office.'),
    ('01590000-0000-7000-8000-000000000115', 'kcsp', 'kss-crc', 'Representative', 'member', '2015-03-19', NULL,
        'Minutes, March 2015', 'The day is that of the first minutes here; no paper names the office.'),
    ('01590000-0000-7000-8000-000000000116', 'kcsp', 'ashford', 'Head of Health, Parking and Community Safety', 'member',
        '2016-10-13', NULL, 'Minutes, October 2016', 'The day is that of the minutes that name the office.'),
    ('01590000-0000-7000-8000-000000000121', 'kcsp-working-group', 'kcc', 'Head of Community Safety', 'member', '2015-09-01',
        NULL, 'Minutes, October 2016', NULL),
    ('01590000-0000-7000-8000-000000000122', 'kcsp-working-group', 'kfrs', 'Assistant Director of Community Engagement',
        'chair', '2015-09-01', NULL, 'Minutes, October 2016', 'Reports on the group to the partnership.'),
    ('01590000-0000-7000-8000-000000000123', 'kcsp-working-group', 'kent-police', 'Superintendent', 'member', '2015-09-01',
        NULL, 'Minutes, October 2016', NULL),
    ('01590000-0000-7000-8000-000000000131', 'dhr-steering-group', 'kcc', 'Domestic Violence Co-ordinator', 'member',
        '2015-03-19', NULL, 'Minutes, March 2015', 'The day is that of the first minutes here.')
ON CONFLICT (id) DO NOTHING;
