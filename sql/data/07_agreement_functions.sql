-- What the team does under the memorandum of 2018-2020, in the order it is printed: in its first phase, and what the
-- second adds from April 2018.
INSERT INTO safer.agreement_function (agreement, place, phase, text)
SELECT a.id, f.place, f.phase, f.text
FROM safer.agreement AS a
CROSS JOIN (VALUES
    (1, 1, 'Help complete the strategic assessments on which the districts'' community safety plans rest.'),
    (2, 1, 'Review the Kent Community Safety Agreement each year, and draft a new one where it is needed.'),
    (3, 1, 'Manage and coordinate domestic homicide reviews, and do their administration.'),
    (4, 1, 'Make the joint team''s work known to other partners in the county, such as health and offender'
        ' management.'),
    (5, 1, 'Serve the district partnerships and units better: one point of contact, and good practice gathered and'
        ' shared.'),
    (6, 1, 'Coordinate a common approach to changes in law and procedure.'),
    (7, 1, 'Support the Kent Community Safety Partnership and its multi-agency sub-group.'),
    (8, 2, 'Deliver agreed projects and programmes towards the outcomes of the Community Safety Agreement.'),
    (9, 2, 'Provide shared desks, so that teams can come together for an agreed programme.'),
    (10, 2, 'Coordinate the team: write and deliver its business plan, and manage its analyst and administration'
        ' officer.'),
    (11, 2, 'Analyse: keep projects led by intelligence, and support performance monitoring and the strategic'
        ' assessments.')
) AS f (place, phase, text)
WHERE a.id = 'kcst-mou-2018'
ON CONFLICT (agreement, place) DO NOTHING;
