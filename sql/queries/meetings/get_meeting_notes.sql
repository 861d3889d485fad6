-- The minutes of a meeting by number, with what was decided.
SELECT m.number, m.title, i.ref, m.text, m.restricted, m.withheld, m.exempt_ground, m.public_interest,
    (SELECT c.number FROM safer.minute AS c WHERE c.id = m.corrects) AS corrects,
    (
        SELECT json_agg(json_build_object('kind', d.kind, 'text', d.text, 'condition', d.condition) ORDER BY d.id)
        FROM safer.decision AS d
        WHERE d.minute = m.id
    ) AS decisions
FROM api.minutes AS m
LEFT JOIN safer.item AS i ON i.id = m.item
WHERE m.meeting = :meeting::uuid
ORDER BY m.number;
