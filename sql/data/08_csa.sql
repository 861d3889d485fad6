-- The Community Safety Agreement as the published papers have it. What a set or a version holds is loaded with it and not
-- again: what users changed stays.
INSERT INTO safer.priority (id, kind, title, note)
VALUES
    ('anti-social-behaviour', 'priority', 'Anti-Social Behaviour', NULL),
    ('domestic-abuse', 'priority', 'Domestic Abuse', NULL),
    ('substance-misuse', 'priority', 'Substance Misuse', NULL),
    ('violent-crime', 'priority', 'Violent Crime', NULL),
    ('acquisitive-crime', 'priority', 'Acquisitive Crime', NULL),
    ('safeguarding-vulnerable-people', 'priority', 'Safeguarding',
        'In March 2015 the partnership asked for child sexual exploitation to be considered as a priority of its own. The'
        ' review of March 2016 brought it in with this priority and with serious and organised crime.'),
    ('serious-and-organised-crime', 'priority', 'Serious and Organised Crime',
        'The minutes of October 2016 call it Serious Crime.'),
    ('road-safety', 'priority', 'Road Safety', NULL),
    ('early-intervention-prevention-and-education', 'theme', 'Early intervention, prevention & education', NULL),
    ('reducing-re-offending', 'theme', 'Reducing Re-Offending', NULL),
    ('safeguarding-children-and-young-people', 'theme', 'Safeguarding Children & Young People', NULL),
    ('supporting-victims-and-vulnerable-households', 'theme',
        'Supporting Victims and Vulnerable Households / Individuals', NULL),
    ('quality-of-life-and-community-resilience', 'theme',
        'Improving quality of life and enhancing community resilience', NULL)
ON CONFLICT (id) DO NOTHING;

WITH loaded AS (
    INSERT INTO safer.priority_set (id, title, starts_on, ends_on, state, succeeds, agreed_on, minute, source, note)
    VALUES
        ('csa-2014-17', 'Community Safety Agreement 2014-17', '2014-04-01', '2017-03-31', 'superseded', NULL,
            '2014-07-08', 'Kent Community Safety Partnership, 8 July 2014', 'Report on the action plan, October 2014',
            'No paper lists its priorities. They follow from what the agenda pack of March 2017 says the review of March'
            ' 2016 replaced, and that the themes remained unchanged.'),
        ('csa-2016-17', 'Priorities of 2016/17, after the review of March 2016', '2016-04-01', '2017-03-31', 'agreed',
            'csa-2014-17', NULL, NULL, 'Agenda pack, March 2017',
            'The agenda pack lists it as current. No paper gives the day it was agreed; 1 April 2016 is an assumption.'),
        ('csa-2017', 'Priorities proposed in April 2017', '2017-04-01', '2018-03-31', 'draft', 'csa-2016-17', NULL, NULL,
            'Agenda pack, March 2017',
            'Put to the partnership on 15 March 2017, subject to the outcomes of the district strategic assessments. No'
            ' paper here records the decision.'),
        ('csa-2018-19', 'Draft priorities for 2018/19', '2018-04-01', '2019-03-31', 'draft', 'csa-2017', NULL, NULL,
            'Cabinet committee paper, March 2018', 'For discussion by the partnership on 21 March 2018.')
    ON CONFLICT (id) DO NOTHING
    RETURNING id
), member (priority_set, place, priority, title) AS (
    VALUES
        ('csa-2014-17', 1, 'anti-social-behaviour', 'Anti-Social Behaviour'),
        ('csa-2014-17', 2, 'domestic-abuse', 'Domestic Abuse'),
        ('csa-2014-17', 3, 'substance-misuse', 'Substance Misuse'),
        ('csa-2014-17', 4, 'violent-crime', 'Violent Crime'),
        ('csa-2014-17', 5, 'acquisitive-crime', 'Acquisitive Crime'),
        ('csa-2014-17', 6, 'road-safety', 'Road Safety'),
        ('csa-2016-17', 1, 'anti-social-behaviour', 'Anti-Social Behaviour'),
        ('csa-2016-17', 2, 'domestic-abuse', 'Domestic Abuse'),
        ('csa-2016-17', 3, 'substance-misuse', 'Substance Misuse'),
        ('csa-2016-17', 4, 'safeguarding-vulnerable-people', 'Safeguarding'),
        ('csa-2016-17', 5, 'serious-and-organised-crime', 'Serious and Organised Crime'),
        ('csa-2016-17', 6, 'road-safety', 'Road Safety'),
        ('csa-2017', 1, 'anti-social-behaviour', 'Anti-Social Behaviour'),
        ('csa-2017', 2, 'domestic-abuse', 'Domestic Abuse'),
        ('csa-2017', 3, 'substance-misuse', 'Substance Misuse'),
        ('csa-2017', 4, 'safeguarding-vulnerable-people', 'Safeguarding Vulnerable People'),
        ('csa-2017', 5, 'serious-and-organised-crime', 'Serious and Organised Crime'),
        ('csa-2017', 6, 'road-safety', 'Road Safety'),
        ('csa-2018-19', 1, 'anti-social-behaviour', 'Anti-Social Behaviour'),
        ('csa-2018-19', 2, 'domestic-abuse', 'Domestic Abuse'),
        ('csa-2018-19', 3, 'substance-misuse', 'Substance Misuse'),
        ('csa-2018-19', 4, 'safeguarding-vulnerable-people', 'Safeguarding Vulnerable People'),
        ('csa-2018-19', 5, 'serious-and-organised-crime', 'Serious and Organised Crime'),
        ('csa-2018-19', 6, 'road-safety', 'Road Safety'),
        ('csa-2014-17', 11, 'early-intervention-prevention-and-education',
            'Early intervention, prevention & education'),
        ('csa-2014-17', 12, 'reducing-re-offending', 'Reducing Re-Offending'),
        ('csa-2014-17', 13, 'safeguarding-children-and-young-people', 'Safeguarding Children & Young People'),
        ('csa-2014-17', 14, 'supporting-victims-and-vulnerable-households',
            'Supporting Victims and Vulnerable Households / Individuals'),
        ('csa-2016-17', 11, 'early-intervention-prevention-and-education',
            'Early intervention, prevention & education'),
        ('csa-2016-17', 12, 'reducing-re-offending', 'Reducing Re-Offending'),
        ('csa-2016-17', 13, 'safeguarding-children-and-young-people', 'Safeguarding Children & Young People'),
        ('csa-2016-17', 14, 'supporting-victims-and-vulnerable-households',
            'Supporting Victims and Vulnerable Households / Individuals'),
        ('csa-2017', 11, 'early-intervention-prevention-and-education', 'Early intervention, prevention & education'),
        ('csa-2017', 12, 'reducing-re-offending', 'Reducing re-offending and supporting victims'),
        ('csa-2017', 13, 'quality-of-life-and-community-resilience',
            'Improving quality of life and enhancing community resilience'),
        ('csa-2018-19', 11, 'early-intervention-prevention-and-education',
            'Early intervention, prevention & education'),
        ('csa-2018-19', 12, 'reducing-re-offending', 'Reducing re-offending and supporting victims'),
        ('csa-2018-19', 13, 'quality-of-life-and-community-resilience',
            'Improving quality of life and enhancing community resilience')
), placed AS (
    INSERT INTO safer.priority_set_member (priority_set, priority, place, title)
    SELECT m.priority_set, m.priority, m.place, m.title
    FROM member AS m
    JOIN loaded AS l ON l.id = m.priority_set
), step (priority_set, step, kind, from_priority, from_title, to_priority, to_title, source, note) AS (
    VALUES
        ('csa-2016-17', 1, 'removed', 'violent-crime', 'Violent Crime', NULL, NULL, 'Agenda pack, March 2017',
            'The report says that violent and acquisitive crime were replaced by two new priorities.'),
        ('csa-2016-17', 2, 'removed', 'acquisitive-crime', 'Acquisitive Crime', NULL, NULL, 'Agenda pack, March 2017',
            'The report says that violent and acquisitive crime were replaced by two new priorities.'),
        ('csa-2016-17', 3, 'added', NULL, NULL, 'safeguarding-vulnerable-people', 'Safeguarding',
            'Agenda pack, March 2017', 'One of the two new priorities.'),
        ('csa-2016-17', 4, 'added', NULL, NULL, 'serious-and-organised-crime', 'Serious and Organised Crime',
            'Agenda pack, March 2017', 'One of the two new priorities.'),
        ('csa-2016-17', 5, 'merged', 'violent-crime', 'Violent Crime', 'serious-and-organised-crime',
            'Serious Crime', 'Minutes, October 2016',
            'The minutes say that violent and acquisitive crime were amalgamated into the one focus on serious crime.'),
        ('csa-2016-17', 6, 'merged', 'acquisitive-crime', 'Acquisitive Crime', 'serious-and-organised-crime',
            'Serious Crime', 'Minutes, October 2016',
            'The minutes say that violent and acquisitive crime were amalgamated into the one focus on serious crime.'),
        ('csa-2016-17', 7, 'added', NULL, NULL, 'safeguarding-vulnerable-people', 'Safeguarding',
            'Minutes, October 2016', 'The minutes call it new.'),
        ('csa-2017', 1, 'renamed', 'safeguarding-vulnerable-people', 'Safeguarding', 'safeguarding-vulnerable-people',
            'Safeguarding Vulnerable People', 'Agenda pack, March 2017',
            'Expanded: a stronger emphasis on supporting vulnerable people.'),
        ('csa-2017', 2, 'renamed', 'reducing-re-offending', 'Reducing Re-Offending', 'reducing-re-offending',
            'Reducing re-offending and supporting victims', 'Agenda pack, March 2017',
            'Expanded to take in the support of victims.'),
        ('csa-2017', 3, 'split', 'supporting-victims-and-vulnerable-households',
            'Supporting Victims and Vulnerable Households / Individuals', 'reducing-re-offending',
            'Reducing re-offending and supporting victims', 'Agenda pack, March 2017',
            'What it says of victims goes to the expanded theme.'),
        ('csa-2017', 4, 'merged', 'supporting-victims-and-vulnerable-households',
            'Supporting Victims and Vulnerable Households / Individuals', 'quality-of-life-and-community-resilience',
            'Improving quality of life and enhancing community resilience', 'Agenda pack, March 2017',
            'What it says of vulnerable people is replaced by the more inclusive theme.'),
        ('csa-2017', 5, 'merged', 'safeguarding-children-and-young-people', 'Safeguarding Children & Young People',
            'quality-of-life-and-community-resilience', 'Improving quality of life and enhancing community resilience',
            'Agenda pack, March 2017', 'Replaced by the more inclusive theme.')
)
INSERT INTO safer.lineage_step (priority_set, step, kind, from_priority, from_title, to_priority, to_title, source, note)
SELECT s.*
FROM step AS s
JOIN loaded AS l ON l.id = s.priority_set;

-- The table of leads, by office.
INSERT INTO safer.priority_lead (priority, from_on, office, partner, source, note)
SELECT l.priority, date '2017-04-01', l.office, l.partner, 'Draft Community Safety Agreement, April 2017',
    'The draft is of April 2017 and gives no day: the first of the month is an assumption.'
FROM (VALUES
    ('domestic-abuse', 'Chair of the Kent and Medway Domestic Abuse Strategy Group', NULL),
    ('anti-social-behaviour', 'Head of Strategic Partnerships', 'kent-police'),
    ('substance-misuse', 'Consultant in Public Health', 'kcc'),
    ('serious-and-organised-crime', 'Head of Strategic Partnerships', 'kent-police'),
    ('safeguarding-vulnerable-people', 'Group Head of Public Protection', 'kcc'),
    ('road-safety', 'Director Operations', 'kfrs')
) AS l (priority, office, partner)
ON CONFLICT (priority, from_on) DO NOTHING;

-- The plans of chapter 8, which is published, and so everybody may read those it has as drafts. It does not say which of
-- them links to which priority.
INSERT INTO safer.plan (id, title, owner, state, due_regard, starts_on, ends_on, source, note, printed)
SELECT p.id, p.title, p.owner, p.state, p.due_regard, p.starts_on, p.ends_on,
    'Draft Community Safety Agreement, April 2017', p.note, true
FROM (VALUES
    ('vision-for-kent', 'Vision for Kent', NULL, 'published', false, NULL::date, NULL::date,
        'The draft agreement calls it the Vision for Kent 2012-22.'),
    ('local-csp-community-safety-plans', 'Local Community Safety Partnership (CSP) Community Safety Plans', NULL,
        'published', false, NULL, NULL, 'A plan of each of the eleven local partnerships.'),
    ('safer-in-kent-2017-2021', 'Safer in Kent: the Community Safety and Criminal Justice Plan', 'kent-pcc', 'draft',
        true, '2017-04-01', '2021-03-31',
        'A draft when the agreement was. An appendix of the draft agreement is headed 2017-2020; the plan itself says'
        ' April 2017 to March 2021.'),
    ('kent-and-medway-domestic-abuse-strategy', 'Kent and Medway Domestic Abuse Strategy', NULL, 'published', false,
        NULL, NULL, NULL),
    ('kent-drug-and-alcohol-strategy', 'Kent Drug and Alcohol Strategy', NULL, 'draft', false, NULL, NULL,
        'Printed as a draft.'),
    ('kcc-framework-for-community-safety', 'KCC Framework for Community Safety', 'kcc', 'published', false, NULL, NULL,
        NULL),
    ('kfrs-corporate-plan', 'Kent Fire and Rescue Service Corporate Plan', 'kfrs', 'published', false, NULL, NULL,
        NULL),
    ('kent-and-medway-reducing-reoffending-plan', 'Kent and Medway Strategic Plan for Reducing Reoffending', NULL,
        'published', false, NULL, NULL, NULL),
    ('medway-strategic-assessment', 'Medway Strategic Assessment', NULL, 'published', false, NULL, NULL, NULL),
    ('kent-road-casualty-reduction-strategy', 'Road Casualty Reduction Strategy for Kent', NULL, 'published', false,
        NULL, NULL, NULL),
    ('kent-and-medway-safeguarding-adults-board-plan', 'Kent and Medway Safeguarding Adults Board Strategic Plan', NULL,
        'published', false, NULL, NULL, NULL),
    ('kent-safeguarding-children-board-strategy',
        'Kent Safeguarding Children Board – Children and Young People Strategy', NULL, 'published', false, NULL, NULL,
        NULL),
    ('prevent-duty-delivery-board-action-plan', 'Prevent Duty Delivery Board Action Plan', NULL, 'published', false,
        NULL, NULL, NULL),
    ('kcc-strategic-statement-2015-2020',
        'Increasing Opportunities, Improving Outcomes: Kent County Council''s Strategic Statement 2015 – 2020', 'kcc',
        'published', false, NULL, NULL, NULL)
) AS p (id, title, owner, state, due_regard, starts_on, ends_on, note)
ON CONFLICT (id) DO UPDATE SET printed = true WHERE NOT plan.printed AND plan.source = excluded.source;

INSERT INTO safer.plan_aim (plan, place, kind, text)
SELECT 'safer-in-kent-2017-2021', a.place, a.kind, a.text
FROM (VALUES
    (1, 'principle', 'People suffering mental ill health need the right care from the right person'),
    (2, 'principle', 'Crime is important no matter where it takes place'),
    (3, 'principle', 'Vulnerable people must be protected from harm'),
    (4, 'priority', 'Put victims first'),
    (5, 'priority', 'Fight crime and antisocial behaviour'),
    (6, 'priority', 'Tackle abuse, exploitation and violence'),
    (7, 'priority', 'Combat organised crime and gangs'),
    (8, 'priority', 'Provide visible neighbourhood policing and effective roads policing'),
    (9, 'priority', 'Deliver an efficient service'),
    (10, 'support', 'Holding the Chief Constable to account for the delivery of Kent Police''s priorities'),
    (11, 'support', 'Supporting all victims of crime and abuse'),
    (12, 'support', 'Commissioning services that reduce pressure on policing due to mental health'),
    (13, 'support', 'Investing in schemes that make people safer and reduce re-offending'),
    (14, 'support', 'Making offenders pay for the harm that they have caused'),
    (15, 'support', 'Actively engaging with residents in Kent and Medway')
) AS a (place, kind, text)
ON CONFLICT (plan, place) DO NOTHING;

-- Versions of the agreement: of the first only that it was signed off is known; of the second its headings.
WITH loaded AS (
    INSERT INTO safer.csa_version (id, title, starts_on, ends_on, state, succeeds, source, note)
    VALUES
        ('csa-2014-17', 'Kent Community Safety Agreement 2014-17', '2014-04-01', '2017-03-31', 'final', NULL,
            'Report on the action plan, October 2014',
            'It replaced the agreement that expired on 31 March 2014. Its chapters are in none of the papers here.'),
        ('csa-2017-04', 'Kent Community Safety Agreement, April 2017', '2017-04-01', NULL, 'draft', 'csa-2014-17',
            'Agenda pack, March 2017',
            'A draft, put to the partnership on 15 March 2017. Its table of versions (version, date, changes) is printed'
            ' without a row. Only its headings stand here.')
    ON CONFLICT (id) DO NOTHING
    RETURNING id
), decided AS (
    INSERT INTO safer.csa_decision (csa_version, step, state, decided_on, minute)
    SELECT l.id, 1, 'final', date '2014-07-08', 'Kent Community Safety Partnership, 8 July 2014'
    FROM loaded AS l
    WHERE l.id = 'csa-2014-17'
)
INSERT INTO safer.csa_chapter (csa_version, chapter, kind, place, number, title, revised_in)
SELECT l.id, c.chapter, c.kind, c.place, c.number, c.title, l.id
FROM loaded AS l
CROSS JOIN (VALUES
    (1, 'foreword', 'chapter', NULL, 'Foreword'),
    (2, 'introduction', 'chapter', '1', 'Introduction'),
    (3, 'legislation', 'chapter', '2', 'Legislation'),
    (4, 'changes-to-the-landscape', 'chapter', '3', 'Changes to the Community Safety Landscape'),
    (5, 'governance', 'chapter', '4', 'Governance'),
    (6, 'key-achievements', 'chapter', '5', 'Key Achievements'),
    (7, 'county-priorities', 'chapter', '6', 'County Priorities'),
    (8, 'leads', 'chapter', '7', 'Leads'),
    (9, 'links-to-plans', 'chapter', '8', 'Links to Plans'),
    (10, 'responsible-authorities', 'chapter', '9', 'Responsible Authorities'),
    (11, 'strategic-assessments', 'appendix', 'A', 'Strategic Assessments (2017-18)'),
    (12, 'morile-assessment', 'appendix', 'B', 'MoRiLE Assessment (2016-17)'),
    (13, 'horizon-scanning', 'appendix', 'C', 'Horizon Scanning (2016-17)'),
    (14, 'police-and-crime-plan', 'appendix', 'D', 'Police & Crime Plan (2017-2020)')
) AS c (place, chapter, kind, number, title)
WHERE l.id = 'csa-2017-04';
