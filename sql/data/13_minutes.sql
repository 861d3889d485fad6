-- What the published papers have of the partnership's meetings: agendas, minutes, what was resolved and what is to
-- follow. Titles and what was resolved are as printed, but name the office or organisation where the paper names a
-- person; what a minute says is in short words. Items C1 to C4 of October 2016 stand under no heading that says so, but
-- are of the sort that is restricted in 2017, so they are taken for restricted; which case C3 and C4 are about is kept
-- out. An item stands under the number of its meeting and its place.
INSERT INTO safer.item (id, meeting, body, place, ref, kind, restricted, exempt_ground, public_title, verbal, page_from,
    page_to, published_on)
SELECT ('01590000-0000-7000-8000-0000000003' || i.id)::uuid, ('01590000-0000-7000-8000-0000000002' || i.meeting)::uuid,
    'kcsp', i.place, i.ref, i.kind, i.public_title IS NOT NULL, CASE WHEN i.public_title IS NOT NULL THEN 'not_stated' END,
    i.public_title, i.verbal, i.page_from, i.page_to, i.published_on::date
FROM (VALUES
    -- 19 March 2015
    ('01', '03', 1, 'A3', 'minutes', NULL, false, NULL, NULL, '2015-03-19'),
    ('02', '03', 2, 'A4', 'business', NULL, false, NULL, NULL, '2015-03-19'),
    ('03', '03', 3, 'B1', 'business', NULL, false, NULL, NULL, '2015-03-19'),
    ('04', '03', 4, 'B2', 'business', NULL, false, NULL, NULL, '2015-03-19'),
    ('05', '03', 5, 'B3', 'performance_report', NULL, false, NULL, NULL, '2015-03-19'),
    ('06', '03', 6, 'B4', 'business', NULL, true, NULL, NULL, '2015-03-19'),
    ('07', '03', 7, 'B5', 'business', NULL, true, NULL, NULL, '2015-03-19'),
    ('08', '03', 8, 'B6', 'business', NULL, true, NULL, NULL, '2015-03-19'),
    ('09', '03', 9, 'B7', 'business', NULL, false, NULL, NULL, '2015-03-19'),
    ('10', '03', 10, 'C1', 'next_meeting', NULL, false, NULL, NULL, '2015-03-19'),
    ('11', '03', 11, 'D1', 'business', NULL, false, NULL, NULL, '2015-03-19'),
    ('12', '03', 12, 'D2', 'business', NULL, false, NULL, NULL, '2015-03-19'),
    -- 13 October 2016
    ('21', '06', 1, 'A3', 'minutes', NULL, false, NULL, NULL, '2017-03-07'),
    ('22', '06', 2, 'B1', 'business', NULL, false, NULL, NULL, '2017-03-07'),
    ('23', '06', 3, 'B2', 'business', NULL, false, NULL, NULL, '2017-03-07'),
    ('24', '06', 4, 'B3', 'business', NULL, true, NULL, NULL, '2017-03-07'),
    ('25', '06', 5, 'B4', 'business', NULL, false, NULL, NULL, '2017-03-07'),
    ('26', '06', 6, 'B5', 'business', NULL, false, NULL, NULL, '2017-03-07'),
    ('27', '06', 7, 'B6', 'business', NULL, false, NULL, NULL, '2017-03-07'),
    ('28', '06', 8, 'B7', 'next_meeting', NULL, false, NULL, NULL, '2017-03-07'),
    ('29', '06', 9, 'C1', 'business', 'Domestic Homicide Reviews (DHRs) - update', false, NULL, NULL, '2017-03-07'),
    ('30', '06', 10, 'C2', 'business', 'The Prevent and Counter Terrorism Local Profile Update', false, NULL, NULL,
        '2017-03-07'),
    ('31', '06', 11, 'C3', 'business', 'Domestic Homicide Review briefing', false, NULL, NULL, '2017-03-07'),
    ('32', '06', 12, 'C4', 'business', 'Domestic Homicide Review briefing', false, NULL, NULL, '2017-03-07'),
    -- 15 March 2017
    ('41', '07', 1, 'A1', 'apologies', NULL, false, NULL, NULL, '2017-03-07'),
    ('42', '07', 2, 'A2', 'declarations', NULL, false, NULL, NULL, '2017-03-07'),
    ('43', '07', 3, 'A3', 'minutes', NULL, false, 3, 10, '2017-03-07'),
    ('44', '07', 4, 'B1', 'performance_report', NULL, false, 11, 38, '2017-03-07'),
    ('45', '07', 5, 'B2', 'business', NULL, false, 39, 42, '2017-03-07'),
    ('46', '07', 6, 'B3', 'business', NULL, true, 43, 58, '2017-03-07'),
    ('47', '07', 7, 'B4', 'business', NULL, true, NULL, NULL, '2017-03-07'),
    ('48', '07', 8, 'B5', 'business', NULL, true, NULL, NULL, '2017-03-07'),
    ('49', '07', 9, 'B6', 'business', NULL, true, NULL, NULL, '2017-03-07'),
    ('50', '07', 10, 'C1', 'next_meeting', NULL, false, NULL, NULL, '2017-03-07'),
    ('51', '07', 11, 'D1', 'business', 'Prevent Duty Delivery Board', false, NULL, NULL, '2017-03-07'),
    ('52', '07', 12, 'D2', 'business', 'Domestic Homicide Reviews (DHRs) - Update', false, NULL, NULL, '2017-03-07'))
    AS i (id, meeting, place, ref, kind, public_title, verbal, page_from, page_to, published_on)
ON CONFLICT (id) DO NOTHING;

INSERT INTO safer.item_text (item, title, description, note)
SELECT ('01590000-0000-7000-8000-0000000003' || t.id)::uuid, t.title, t.description, t.note
FROM (VALUES
    ('01', 'Notes of meeting held on 8th October 2014', NULL,
        'The title has another day than what was resolved, which says the 14th, as the report of that meeting does.'),
    ('02', 'Election of Vice-Chairman', NULL, NULL),
    ('03', 'Community Safety Integration Project', NULL, NULL),
    ('04', 'Final Community Warden Model', NULL, NULL),
    ('05', 'CSA Update Performance Report', NULL, NULL),
    ('06', 'MARAC Consultation - Verbal Update', NULL, NULL),
    ('07', 'Community Safety Conference - Verbal Update', NULL, NULL),
    ('08', 'Child Sexual Exploitation update - Verbal Update', NULL, NULL),
    ('09', 'KCST / Partnership update', NULL, NULL),
    ('10', 'Date of next meeting', NULL, NULL),
    ('11', 'Domestic Homicide Review (DHR) Update', NULL, 'The notes have it under unrestricted items.'),
    ('12', 'Prevent', NULL, 'The notes have it under unrestricted items.'),
    ('21', 'Notes of meeting held on 16 March 2016', NULL, NULL),
    ('22', 'Kent Community Safety Partnership Working Group Update', NULL, NULL),
    ('23', 'Serious and Organised Crime Update', NULL, NULL),
    ('24', 'Kent Drug and Alcohol Strategy (verbal update)', NULL, NULL),
    ('25', 'Review of the funding arrangements for the Domestic Homicide Review (DHR) process', NULL, NULL),
    ('26', 'Mental Health & Policing: Initial thoughts', NULL, NULL),
    ('27', '''Vulnerability and Risk'' - Re-modelling Kent Police', NULL, NULL),
    ('28', 'Date of next meeting - Wednesday, 15 March, 2017', NULL, NULL),
    ('29', 'Domestic Homicide Reviews (DHRs) - update', NULL, 'Restricted by inference: the notes do not say so.'),
    ('30', 'The Prevent and Counter Terrorism Local Profile Update', NULL,
        'Restricted by inference: the notes do not say so.'),
    ('31', 'Domestic Homicide Review briefing', NULL,
        'Restricted by inference: the notes do not say so. The name of the case is withheld.'),
    ('32', 'Domestic Homicide Review briefing', NULL,
        'Restricted by inference: the notes do not say so. The name of the case is withheld.'),
    ('41', 'Apologies', NULL, NULL),
    ('42', 'Declarations of Interest', NULL, NULL),
    ('43', 'Notes of meeting held on 13 October 2016', NULL, NULL),
    ('44', 'Kent Community Safety Agreement - End of Year Update', NULL, NULL),
    ('45', 'Kent Community Safety Partnership Working Group Update', NULL, NULL),
    ('46', 'Safer in Kent: the Community Safety And Criminal Justice Plan - April 2017- March 2021 - verbal update', NULL,
        NULL),
    ('47', 'Mental Health Update - verbal update', NULL, NULL),
    ('48', 'Kent Drug and Alcohol Strategy - verbal update', NULL, NULL),
    ('49', 'Domestic Abuse Commissioning - verbal update', NULL, NULL),
    ('50', 'Date of next meeting', 'The next meeting is on 19 July 2017 at 10:00.', NULL),
    ('51', 'Prevent Duty Delivery Board', NULL, NULL),
    ('52', 'Domestic Homicide Reviews (DHRs) - Update', NULL, NULL)) AS t (id, title, description, note)
ON CONFLICT (item) DO NOTHING;

-- The papers of March 2017, and what they ask for.
INSERT INTO safer.paper (id, item, meeting, body, place, published_on)
SELECT ('01590000-0000-7000-8000-0000000007' || p.id)::uuid, ('01590000-0000-7000-8000-0000000003' || p.item)::uuid,
    '01590000-0000-7000-8000-000000000207', 'kcsp', 1, '2017-03-07'
FROM (VALUES ('01', '44'), ('02', '45'), ('03', '46')) AS p (id, item)
ON CONFLICT (id) DO NOTHING;

INSERT INTO safer.paper_text (paper, title, classification, author_offices, summary)
SELECT ('01590000-0000-7000-8000-0000000007' || p.id)::uuid, p.title, p.classification, p.author_offices::text[], p.summary
FROM (VALUES
    ('01', 'Kent Community Safety Agreement Update', 'For Decision',
        '{"Head of Community Safety, Kent County Council"}',
        'What the yearly review of the priorities found, how the actions stand, and a draft of the agreement from April'
        ' 2017.'),
    ('02', 'Kent Community Safety Partnership Working Group Update', 'For Information',
        '{"Chair of the Working Group","Head of Community Safety, Kent County Council"}',
        'What the Working Group did for the partnership: conference, team, projects, grants.'),
    ('03', 'Safer in Kent: The Community Safety and Criminal Justice Plan', NULL, '{}',
        'The commissioner''s plan for April 2017 to March 2021.'))
    AS p (id, title, classification, author_offices, summary)
ON CONFLICT (paper) DO NOTHING;

INSERT INTO safer.paper_recommendation (paper, letter, text)
VALUES
    ('01590000-0000-7000-8000-000000000701', 'a',
        'To agree the priorities and cross-cutting themes of the draft agreement, subject to the final outcomes of the'
        ' strategic assessments of the districts and to what partners say.'),
    ('01590000-0000-7000-8000-000000000701', 'b',
        'To agree that the agreement be a rolling document, of which the chapters concerned are brought up to date each'
        ' year.'),
    ('01590000-0000-7000-8000-000000000702', 'a', 'To note what the Working Group has done.')
ON CONFLICT (paper, letter) DO NOTHING;

-- The item of a minute is restricted, or it is not: the minute itself never is.
INSERT INTO safer.minute (id, meeting, body, number, item, published_on)
SELECT ('01590000-0000-7000-8000-0000000004' || m.id)::uuid, ('01590000-0000-7000-8000-0000000002' || m.meeting)::uuid,
    'kcsp', m.number, ('01590000-0000-7000-8000-0000000003' || m.item)::uuid,
    CASE m.meeting WHEN '03' THEN date '2015-03-19' ELSE '2017-03-07' END
FROM (VALUES
    ('01', '03', 92, '01'), ('02', '03', 93, '02'), ('03', '03', 94, '03'), ('04', '03', 95, '04'),
    ('05', '03', 96, '05'), ('06', '03', 97, '06'), ('07', '03', 98, '07'), ('08', '03', 99, '08'),
    ('09', '03', 100, '09'), ('10', '03', 101, '10'), ('11', '03', 102, '11'), ('12', '03', 103, '12'),
    ('21', '06', 126, '21'), ('22', '06', 127, '22'), ('23', '06', 128, '23'), ('24', '06', 129, '24'),
    ('25', '06', 130, '25'), ('26', '06', 131, '26'), ('27', '06', 132, '27'), ('28', '06', 133, '28'),
    ('29', '06', 134, '29'), ('30', '06', 135, '30'), ('31', '06', 136, '31'), ('32', '06', 137, '32')) AS m (id, meeting, number, item)
ON CONFLICT (id) DO NOTHING;

INSERT INTO safer.minute_text (minute, title, text)
SELECT ('01590000-0000-7000-8000-0000000004' || t.id)::uuid, t.title, t.text
FROM (VALUES
    ('01', 'Notes of meeting held on 8th October 2014',
        NULL),
    ('02', 'Election of Vice-Chairman',
        'The representative of the Kent Association of Local Councils was proposed and seconded, and elected'
        ' without a vote.'),
    ('03', 'Community Safety Integration Project',
        'A joint team of the fire service, the police and the council, of fifteen, is to move into the fire'
        ' service''s training centre in Maidstone by May or June 2015. It is meant to serve people better rather'
        ' than to save money. The ambulance service could not join at the start. The fire service was to approve'
        ' the model in April.'),
    ('04', 'Final Community Warden Model',
        'After a consultation the wardens keep their present number, instead of half of the posts going; what that'
        ' costs is to be found elsewhere in the council. 960 residents, 101 parish councils and 123 organisations'
        ' answered, and more than 4,000 signed a petition. Six team leaders replace twelve managers, wardens are'
        ' spread anew over the county, and volunteers are to be tried.'),
    ('05', 'CSA Update Performance Report',
        'The agreement runs for three years and is brought up to date each year; the scrutiny committee spoke well'
        ' of it. More domestic abuse is reported, which was put down to reporting rather than to more incidents;'
        ' more people are killed or seriously injured on the roads, as in the country. Whether child sexual'
        ' exploitation should be a priority of its own was discussed.'),
    ('06', 'MARAC Consultation - Verbal Update',
        'The conferences began in 2008, and cases have grown from about 800 a year to more than 2,000. £150,000 are'
        ' there and £300,000 would be needed, so the police are to commission the service.'),
    ('07', 'Community Safety Conference - Verbal Update',
        'The conference is planned for 3 November 2015 at the Ashford International Hotel.'),
    ('08', 'Child Sexual Exploitation update - Verbal Update',
        'The commissioner gives the police £600,000 over three years for work with partners, bid by bid; both'
        ' councils help to prepare bids.'),
    ('09', 'KCST / Partnership update',
        'The community trigger, new psychoactive substances and sessions on safety online in schools were reported'
        ' on.'),
    ('10', 'Date of next meeting',
        'The next meeting of 2015 is on 8 October at 10:00.'),
    ('11', 'Domestic Homicide Review (DHR) Update',
        'Eight reviews are complete, one is under way and one is with the Home Office. What they find most often is'
        ' that agencies do not share what they know. Each recommendation is acted on and followed up.'),
    ('12', 'Prevent',
        'What the Prevent programme does under the act of 2015 was presented, and closer links with the Prevent'
        ' Steering Board were recommended.'),
    ('21', 'Notes of meeting held on 16 March 2016',
        NULL),
    ('22', 'Kent Community Safety Partnership Working Group Update',
        'The yearly conference is about substance misuse. Violent and acquisitive crime have become one priority,'
        ' serious crime, and safeguarding is new. More domestic abuse is reported, partly because counting rules'
        ' have changed; more people are killed or seriously injured on the roads, where recording has changed too.'
        ' £20,000 are still missing for domestic homicide reviews. The joint team is to be a centre of knowledge.'),
    ('23', 'Serious and Organised Crime Update',
        'The police are making a toolkit for local services on organised crime, by district.'),
    ('24', 'Kent Drug and Alcohol Strategy (verbal update)',
        'A joint strategy on drugs and alcohol, with five themes, is to be consulted on late in 2016 and adopted in'
        ' 2017.'),
    ('25', 'Review of the funding arrangements for the Domestic Homicide Review (DHR) process',
        'A review costs about £20,000, and there are about four a year, for which the budget is too small. The'
        ' steering group looked at six options and recommended to go on as now and to seek more money, of which'
        ' £2,500 from each district for the first time. Some may not pay by national directive.'),
    ('26', 'Mental Health & Policing: Initial thoughts',
        'A third of what the police do has to do with mental health. In one weekend nine people were detained under'
        ' section 136, which took more than 350 hours of officers. The commissioner bids for £9m with two charities'
        ' and asks all partners to work together.'),
    ('27', '''Vulnerability and Risk'' - Re-modelling Kent Police',
        'The force is changing its model towards risk, harm and vulnerability: three divisions stay, nine districts'
        ' remain, and community safety units get officers with special tasks.'),
    ('28', 'Date of next meeting - Wednesday, 15 March, 2017',
        NULL),
    ('29', 'Domestic Homicide Reviews (DHRs) - update',
        NULL),
    ('30', 'The Prevent and Counter Terrorism Local Profile Update',
        NULL),
    ('31', 'Domestic Homicide Review briefing',
        NULL),
    ('32', 'Domestic Homicide Review briefing',
        NULL)) AS t (id, title, text)
ON CONFLICT (minute) DO NOTHING;

-- What was resolved, under the numbers of the minutes; 13 is the thanks of March 2015, which have no minute.
INSERT INTO safer.decision (id, meeting, body, item, minute, restricted, text)
SELECT ('01590000-0000-7000-8000-0000000005' || d.id)::uuid, ('01590000-0000-7000-8000-0000000002' || d.meeting)::uuid,
    'kcsp', i.id, m.id, coalesce(i.restricted, false), d.text
FROM (VALUES
    ('01', '03',
        'That the minutes of the meeting held on the 14th of October 2014 are an accurate record and that they be'
        ' signed by the Chairman.'),
    ('02', '03',
        'That the representative of the Kent Association of Local Councils be elected as Vice-Chair.'),
    ('03', '03',
        'That the committee note the report and that an update on progress would be welcomed at a future meeting.'),
    ('04', '03',
        'That the committee note the report.'),
    ('05', '03',
        'That the committee note the update and request that consideration is given by the Community Safety Team to'
        ' amending the Agreement to include CSE as a stand-alone priority.'),
    ('06', '03',
        'That the Committee note the verbal update and request that an update on the commissioning process is'
        ' provided at the next meeting.'),
    ('07', '03',
        'That Committee support the plan and hope the event will be a success.'),
    ('08', '03',
        'That the committee note the verbal update and request an update on progress at the next meeting.'),
    ('09', '03',
        'That the Committee note the report.'),
    ('11', '03',
        'That the Committee note the report.'),
    ('12', '03',
        'That the Committee request a report from the chair of the Prevent Steering Board on its activity to be'
        ' considered at the next KCSP meeting.'),
    ('13', '03',
        'That the Committee formally record their thanks for the contribution to KCC of the Head of Community'
        ' Safety and Emergency Planning and the Community Safety Manager, and wish them well on their retirement.'),
    ('21', '06',
        'That the minutes of the meeting held on 16 March were an accurate record and that they be signed by the'
        ' Chairman.'),
    ('22', '06',
        'That the update be noted.'),
    ('23', '06',
        'That the update be noted.'),
    ('24', '06',
        'That the update be noted.'),
    ('25', '06',
        'That the Committee agree to support option 1 (continue in DHRs in current form and seek additional'
        ' funding).'),
    ('26', '06',
        'That the Office of the Police and Crime Commissioner be thanked for the update and that the update be'
        ' noted.'),
    ('27', '06',
        'That the Inspector and Kent Police be thanked for the update on the change programme and that the update'
        ' be noted.'),
    ('28', '06',
        'That the date of the next meeting, 15 March 2017, be noted.'),
    ('29', '06',
        'That the Committee note the update on DHRs.'),
    ('30', '06',
        'That the Committee note the Prevent update.'),
    ('31', '06',
        'That the Committee note the briefing.'),
    ('32', '06',
        'That the Committee note the briefing.')) AS d (id, meeting, text)
LEFT JOIN safer.minute AS m ON m.id = ('01590000-0000-7000-8000-0000000004' || d.id)::uuid
LEFT JOIN safer.item AS i ON i.id = m.item
ON CONFLICT (id) DO NOTHING;

-- The six options of minute 130, as far as the notes name them.
INSERT INTO safer.decision_option (decision, place, text, chosen)
SELECT '01590000-0000-7000-8000-000000000525', o.place, o.text, o.place = 1
FROM (VALUES
    (1, 'Continue the reviews in their current form and seek additional funding.'),
    (2, 'Cease the seminars on lessons learned, and the administrative and co-ordination support.'),
    (3, 'An option between the second and the last, which the notes do not name.'),
    (4, 'An option between the second and the last, which the notes do not name.'),
    (5, 'An option between the second and the last, which the notes do not name.'),
    (6, 'Terminate the Kent and Medway protocol, which would leave the reviews to local areas without central support.'))
    AS o (place, text)
ON CONFLICT (decision, place) DO NOTHING;

-- What was to be reported back. What became of it no paper here says, so all of it is open.
INSERT INTO safer.follow_up (id, meeting, body, item, decision, text, due, partner, office)
SELECT ('01590000-0000-7000-8000-0000000006' || f.id)::uuid, d.meeting, d.body, d.item, d.id, f.text, f.due, f.partner,
    f.office
FROM (VALUES
    ('01', '03', 'Progress of the Community Safety Integration Project.', 'future_meeting', 'kfrs',
        'Deputy Operations Manager'),
    ('02', '05', 'Whether child sexual exploitation becomes a priority of its own.', 'future_meeting', 'kcc',
        'Community Safety Team'),
    ('03', '06', 'How the MARAC is commissioned.', 'next_meeting', 'kcc',
        'Kent and Medway Domestic Violence Co-ordinator'),
    ('04', '08', 'Progress of the work on child sexual exploitation.', 'next_meeting', 'kent-pcc', NULL),
    ('05', '12', 'What the Prevent Steering Board does.', 'next_meeting', 'kcc', 'Chair of the Prevent Steering Board'))
    AS f (id, decision, text, due, partner, office)
JOIN safer.decision AS d ON d.id = ('01590000-0000-7000-8000-0000000005' || f.decision)::uuid
ON CONFLICT (id) DO NOTHING;
