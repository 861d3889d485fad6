-- The tables of the team's membership as they were on a date, in the printed order.
SELECT e.section, e.employer,
    coalesce(safer.partner_name(e.employer, coalesce(:on::date, safer.today())), e.employer_name) AS employer_name,
    e.headcount, e.title, e.funding, e.placement, e.filled, e.phase, e.host, e.post
FROM api.posts_by_section AS e
WHERE e.from_on <= coalesce(:on::date, safer.today())
    AND coalesce(e.until_on, 'infinity') >= coalesce(:on::date, safer.today())
ORDER BY e.section <> 'senior-management', min(e.place) OVER (PARTITION BY e.section), e.section,
    e.placement = 'co-located', e.place, e.post;
