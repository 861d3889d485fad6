-- Projects with all that belongs to them. A priority, theme or action that the reader may not see is left out.
CREATE VIEW api.projects WITH (security_invoker) AS
SELECT p.id, p.title, p.lead, p.lead_organisation, p.summary, p.beneficiaries, p.state, p.starts_on, p.ends_on,
    p.public, p.evaluation, p.evaluated_on, p.source, p.note, p.created_at, p.version,
    (SELECT coalesce(json_agg(x.priority ORDER BY x.priority), '[]')
        FROM safer.project_priority AS x
        WHERE x.project = p.id) AS priorities,
    (SELECT string_agg(x.priority, ' ' ORDER BY x.priority)
        FROM safer.project_priority AS x
        WHERE x.project = p.id) AS priority_list,
    (SELECT coalesce(json_agg(x.theme ORDER BY x.theme), '[]')
        FROM safer.project_theme AS x
        WHERE x.project = p.id) AS themes,
    (SELECT string_agg(x.theme, ' ' ORDER BY x.theme)
        FROM safer.project_theme AS x
        WHERE x.project = p.id) AS theme_list,
    (SELECT coalesce(json_agg(x.action ORDER BY x.action), '[]')
        FROM safer.project_action AS x
        WHERE x.project = p.id) AS actions,
    (SELECT coalesce(json_agg(json_build_object('partner', x.partner, 'organisation', x.organisation, 'role', x.role)
            ORDER BY x.place), '[]')
        FROM safer.project_partner AS x
        WHERE x.project = p.id) AS partners,
    (SELECT coalesce(json_agg(json_build_object('text', x.text, 'qualifier', x.qualifier, 'number', x.number,
            'number_to', x.number_to, 'achieved', x.achieved, 'achieved_on', x.achieved_on) ORDER BY x.place), '[]')
        FROM safer.project_target AS x
        WHERE x.project = p.id) AS targets,
    (SELECT coalesce(json_agg(json_build_object('text', x.text, 'result', x.result) ORDER BY x.place), '[]')
        FROM safer.project_outcome AS x
        WHERE x.project = p.id) AS outcomes,
    (SELECT coalesce(json_agg(json_build_object('state', x.state, 'moved_on', x.moved_on, 'text', x.text)
            ORDER BY x.step), '[]')
        FROM safer.project_step AS x
        WHERE x.project = p.id) AS steps
FROM safer.project AS p;
