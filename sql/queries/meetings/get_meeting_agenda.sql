-- The items of an agenda in its order, with their papers.
SELECT i.ref, i.title, i.restricted, i.exempt_ground, i.public_interest, i.verbal, i.page_from, i.page_to, i.description,
    (
        SELECT json_agg(json_build_object('title', p.title, 'classification', p.classification, 'url', p.url)
            ORDER BY p.place)
        FROM api.papers AS p
        WHERE p.item = i.id
            AND NOT p.withheld
    ) AS papers
FROM api.items AS i
WHERE i.meeting = :meeting::uuid
ORDER BY i.restricted, i.place, i.id;
