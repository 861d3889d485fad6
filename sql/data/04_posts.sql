-- The team's membership as the memorandum of 2018-2020 prints it, by office: phase 1, and phase 2 as proposed. A post's
-- terms are loaded with it and not again: what users changed stays.
WITH post AS (
    INSERT INTO safer.post (id, employer, place)
    VALUES
        ('kfrs-senior-management', 'kfrs', 10),
        ('kent-police-senior-management', 'kent-police', 20),
        ('kcc-senior-management', 'kcc', 30),
        ('kfrs-senior-partnership-manager', 'kfrs', 110),
        ('kfrs-partnership-manager', 'kfrs', 120),
        ('kfrs-watch-manager', 'kfrs', 130),
        ('kcst-coordinator', 'kfrs', 140),
        ('kcc-team-leader', 'kcc', 210),
        ('kcc-community-safety-officer', 'kcc', 220),
        ('kcc-assistant-community-safety-officer', 'kcc', 230),
        ('kcst-admin-officer', 'kcc', 240),
        ('kcst-analyst', 'kcc', 250),
        ('kcc-business-support-co-ordinator', 'kcc', 260),
        ('kcc-admin-apprentice', 'kcc', 270),
        ('kent-police-partnership-inspector', 'kent-police', 310),
        ('kent-police-partnership-sergeant', 'kent-police', 320),
        ('kent-police-civilian-officer', 'kent-police', 330),
        ('kent-police-substance-misuse-specialist', 'kent-police', 340)
    ON CONFLICT (id) DO NOTHING
    RETURNING id, employer
), phase (phase, from_on, note) AS (
    VALUES
        (1, date '2015-09-01',
            'The team was established in September 2015 without a day: the first of the month stands for it.'),
        (2, date '2018-04-01',
            'The membership of phase 2 is proposed, to begin after April 2018: 1 April is an assumption.')
), term (post, phase, to_on, headcount, title, placement, note) AS (
    VALUES
        ('kfrs-senior-management', 1, NULL::date, 1, 'Assistant Director', 'senior-management', NULL),
        ('kfrs-senior-management', 2, NULL, 1, 'Assistant Director', 'senior-management', NULL),
        ('kent-police-senior-management', 1, NULL, 1, 'Superintendent', 'senior-management', NULL),
        ('kent-police-senior-management', 2, NULL, 1, 'Chief Inspector', 'senior-management',
            'The memorandum''s own section 4.3 names a Detective Chief Superintendent and/or the Chief Inspector.'),
        ('kcc-senior-management', 1, NULL, 1, 'Group Head of Public Protection', 'senior-management', NULL),
        ('kcc-senior-management', 2, NULL, 1, 'Head of Community Safety', 'senior-management', NULL),
        ('kfrs-senior-partnership-manager', 1, NULL, 1, 'Senior Partnership Manager', 'team', NULL),
        ('kfrs-senior-partnership-manager', 2, NULL, 1, 'Senior Partnership Manager', 'team', NULL),
        ('kfrs-partnership-manager', 1, NULL, 3, 'Partnership Manager', 'team', NULL),
        ('kfrs-partnership-manager', 2, NULL, 1, 'Partnership Manager', 'team', NULL),
        ('kfrs-watch-manager', 2, NULL, 1, 'Watch Manager', 'team', NULL),
        ('kcst-coordinator', 2, NULL, 1, 'KCST Coordinator', 'team',
            'To be recruited, for two years, which the memorandum calls its own duration.'),
        ('kcc-team-leader', 1, NULL, 1, 'Community Safety Team Leader', 'team', NULL),
        ('kcc-team-leader', 2, NULL, 1, 'Team Leader', 'team', NULL),
        ('kcc-community-safety-officer', 1, NULL, 2, 'Community Safety Officer', 'team', NULL),
        ('kcc-community-safety-officer', 2, NULL, 2, 'Community Safety Officer', 'team', NULL),
        ('kcc-assistant-community-safety-officer', 1, NULL, 2, 'Assistant Community Safety Officer', 'team', NULL),
        ('kcc-assistant-community-safety-officer', 2, NULL, 2, 'Assistant Community Safety Officer', 'team', NULL),
        ('kcst-admin-officer', 1, NULL, 1, 'Admin Officer', 'team',
            'Paid by the partners together outside the pooled budget. The contract is permanent after a trial, whose'
            ' end is not given.'),
        ('kcst-admin-officer', 2, NULL, 1, 'Admin Officer', 'team', 'Paid from the pooled budget from 2018/19 on.'),
        ('kcst-analyst', 2, NULL, 1, 'KCST Analyst', 'team',
            'To be recruited, for 18 months. The host is not stated: the membership''s table has it under Kent County'
            ' Council.'),
        ('kcc-business-support-co-ordinator', 1, NULL, 1,
            'Business Support Co-ordinator (Kent Community Warden Service)', 'co-located', NULL),
        ('kcc-business-support-co-ordinator', 2, NULL, 1,
            'Business Support Co-ordinator (Kent Community Warden Service)', 'co-located', NULL),
        ('kcc-admin-apprentice', 2, NULL, 1, 'Admin Apprentice for KCWS', 'co-located', NULL),
        ('kent-police-partnership-inspector', 1, NULL, 1, 'Partnership Inspector', 'team', NULL),
        ('kent-police-partnership-inspector', 2, NULL, 1, 'Partnership Inspector', 'team', NULL),
        ('kent-police-partnership-sergeant', 1, NULL, 1, 'Partnership Sergeant', 'team', NULL),
        ('kent-police-partnership-sergeant', 2, NULL, 1, 'Partnership Sergeant', 'team', NULL),
        ('kent-police-civilian-officer', 1, '2018-03-31', 1, 'Civilian Officer', 'team',
            'Not among the members of phase 2.'),
        ('kent-police-substance-misuse-specialist', 2, NULL, 1,
            'Substance misuse and licensing specialist (hot desking)', 'co-located', NULL)
), joint (post, phase, contract, filled, fund, agreement, annual_cost_pence, funded_from, funded_months) AS (
    VALUES
        ('kcst-admin-officer', 1, 'permanent', NULL::boolean, NULL, NULL, NULL::bigint, NULL::date, NULL::integer),
        ('kcst-admin-officer', 2, 'permanent', true, 'kcst-pooled-budget', 'kcst-mou-2018', 2400000, '2018-04-01', 24),
        ('kcst-coordinator', 2, 'fixed-term', false, 'kcst-pooled-budget', 'kcst-mou-2018', 4500000, '2018-04-01', 24),
        ('kcst-analyst', 2, 'fixed-term', false, 'kcst-pooled-budget', 'kcst-mou-2018', 3500000, '2018-04-01', 18)
)
INSERT INTO safer.post_term (post, from_on, to_on, title, headcount, host, placement, phase, contract, filled, funding,
    fund, agreement, annual_cost_pence, funded_from, funded_months, note)
SELECT p.id, f.from_on, t.to_on, t.title, t.headcount, p.employer, t.placement, f.phase, j.contract, j.filled,
    CASE WHEN j.post IS NULL THEN 'partner' ELSE 'joint' END, j.fund, j.agreement, j.annual_cost_pence, j.funded_from,
    j.funded_months, concat_ws(' ', f.note, t.note)
FROM post AS p
JOIN term AS t ON t.post = p.id
JOIN phase AS f ON f.phase = t.phase
LEFT JOIN joint AS j ON j.post = t.post AND j.phase = t.phase;
