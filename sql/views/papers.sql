-- Papers to items. A paper is restricted when its item is, or itself. Of one that is withheld there is that it is there.
CREATE VIEW api.papers WITH (security_invoker) AS
SELECT p.id, p.item, p.meeting, p.body, p.place, coalesce(t.title, p.public_title) AS title,
    p.restricted OR i.restricted AS restricted, coalesce(p.exempt_ground, i.exempt_ground) AS exempt_ground,
    coalesce(p.public_interest, i.public_interest) AS public_interest, p.public_title, t.paper IS NULL AS withheld,
    t.classification, t.summary, t.text, t.url, t.file_name, t.file_type, t.file_bytes, t.file_sha256, p.published_on,
    p.created_at, CASE WHEN t.paper IS NOT NULL THEN p.version ELSE 0 END AS version,
    coalesce(to_json(t.author_offices), '[]') AS author_offices,
    (SELECT coalesce(json_agg(json_build_object('letter', r.letter, 'text', r.text) ORDER BY r.letter), '[]')
        FROM safer.paper_recommendation AS r
        WHERE r.paper = p.id) AS recommendations
FROM safer.paper AS p
JOIN safer.item AS i ON i.id = p.item
LEFT JOIN safer.paper_text AS t ON t.paper = p.id;
