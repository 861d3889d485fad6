-- Items of agendas. Of one that is withheld there is what everybody sees who sees the agenda, and no more: not even
-- whether the rest has changed, so its version is 0. What an item reports on is named to who sees that.
CREATE VIEW api.items WITH (security_invoker) AS
SELECT i.id, i.meeting, i.body, i.place, i.ref, coalesce(t.title, i.public_title) AS title, i.restricted,
    i.exempt_ground, i.public_interest, i.public_title, t.item IS NULL AS withheld, t.description, t.note,
    CASE WHEN t.item IS NOT NULL THEN i.kind END AS kind,
    CASE WHEN t.item IS NOT NULL THEN i.marking END AS marking,
    CASE WHEN t.item IS NOT NULL THEN i.verbal END AS verbal,
    CASE WHEN t.item IS NOT NULL THEN i.page_from END AS page_from,
    CASE WHEN t.item IS NOT NULL THEN i.page_to END AS page_to,
    (SELECT f.id FROM safer.follow_up AS f WHERE f.id = i.follow_up AND t.item IS NOT NULL) AS follow_up,
    (SELECT count(*) FROM safer.paper AS p WHERE p.item = i.id) AS papers, i.published_on,
    CASE WHEN t.item IS NOT NULL THEN i.external_system END AS external_system,
    CASE WHEN t.item IS NOT NULL THEN i.external_id END AS external_id,
    CASE WHEN t.item IS NOT NULL THEN i.url END AS url,
    i.created_at, CASE WHEN t.item IS NOT NULL THEN i.version ELSE 0 END AS version
FROM safer.item AS i
LEFT JOIN safer.item_text AS t ON t.item = i.id;
