-- Versions of the agreement with their headings and what was decided.
CREATE VIEW api.csa_versions WITH (security_invoker) AS
SELECT v.id, v.title, v.state, v.starts_on, v.ends_on, v.succeeds, v.source, v.note, v.created_at, v.version,
    (SELECT coalesce(json_agg(json_build_object('chapter', c.chapter, 'kind', c.kind, 'number', c.number,
            'title', c.title, 'revised_in', c.revised_in) ORDER BY c.place, c.chapter), '[]')
        FROM safer.csa_chapter AS c
        WHERE c.csa_version = v.id
            AND NOT c.removed) AS chapters,
    (SELECT coalesce(json_agg(json_build_object('state', d.state, 'decided_on', d.decided_on, 'minute', d.minute,
            'condition', d.condition) ORDER BY d.step), '[]')
        FROM safer.csa_decision AS d
        WHERE d.csa_version = v.id) AS decisions
FROM safer.csa_version AS v;
