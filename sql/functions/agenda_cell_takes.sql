-- What a cell of an agenda may say, as a sentence for whoever must mend one that says something else.
CREATE FUNCTION safer.agenda_cell_takes(name text)
RETURNS text
LANGUAGE sql
IMMUTABLE
RETURN CASE
    WHEN name IN ('starts_at', 'ends_at') THEN 'Write day and time as 2017-03-15T10:00, or 15/03/2017 10:00, by the'
        ' clocks in London; or with an offset from UTC.'
    WHEN name IN ('restricted', 'verbal') THEN 'Write true or false, yes or no.'
    WHEN name IN ('page_from', 'page_to') THEN 'Write the number of a page, 1 to 99999.'
    WHEN name = 'author_offices' THEN 'Name at most 20 offices of at most 200 characters each, with semicolons between'
        ' them.'
    WHEN name = 'ref' THEN 'Write the reference as it is on the agenda: a number, with a capital before it and a small'
        ' letter behind it if need be, such as B2 or 7a.'
    WHEN name = 'kind' THEN 'Write business, apologies, declarations, minutes, follow_ups, budget, performance_report'
        ' or next_meeting.'
    WHEN name = 'exempt_ground' THEN 'Write the paragraph of Schedule 12A, 1 to 7, or confidential, or not_stated.'
    WHEN name = 'marking' THEN 'Write OFFICIAL or OFFICIAL-SENSITIVE.'
    WHEN name = 'url' THEN 'Write a link that begins with http:// or https:// and has no blanks, at most 1,000'
        ' characters.'
    WHEN name = 'description' THEN 'Write at most 20,000 characters.'
    WHEN name = 'summary' THEN 'Write at most 4,000 characters.'
    WHEN name = 'public_interest' THEN 'Write at most 2,000 characters.'
    WHEN name = 'external_system' THEN 'Write one line of at most 40 characters.'
    WHEN name IN ('external_id', 'classification') THEN 'Write one line of at most 100 characters.'
    ELSE 'Write one line of at most 300 characters.' END;
