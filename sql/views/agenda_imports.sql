-- What became of agendas that were brought from where they are published.
CREATE VIEW api.agenda_imports WITH (security_invoker) AS
SELECT a.id, a.body, a.meeting, a.became, to_json(a.changed) AS changed, a.published_on, c.items, c.papers,
    a.details::json AS details, a.form, a.filename, a.sha256, a.bytes, a.partner AS imported_by, a.client, a.created_at,
    a.version
FROM safer.agenda_import AS a
CROSS JOIN LATERAL (
    SELECT
        json_build_object(
            'created', count(*) FILTER (WHERE d.item AND d.became = 'created'),
            'changed', count(*) FILTER (WHERE d.item AND d.became = 'changed'),
            'unchanged', count(*) FILTER (WHERE d.item AND d.became = 'unchanged'),
            'missing', count(*) FILTER (WHERE d.item AND d.became = 'missing')) AS items,
        json_build_object(
            'created', count(*) FILTER (WHERE NOT d.item AND d.became = 'created'),
            'changed', count(*) FILTER (WHERE NOT d.item AND d.became = 'changed'),
            'unchanged', count(*) FILTER (WHERE NOT d.item AND d.became = 'unchanged'),
            'missing', count(*) FILTER (WHERE NOT d.item AND d.became = 'missing')) AS papers
    FROM (
        SELECT e.value ->> 'paper' IS NULL AS item, e.value ->> 'became' AS became
        FROM jsonb_array_elements(a.details) AS e) AS d
) AS c;
