-- Proposes a project.
SELECT safer.create_project(jsonb_build_object('id', :id::text, 'title', :title::text, 'lead', :lead::text,
        'lead_organisation', :lead_organisation::text, 'summary', :summary::text,
        'beneficiaries', :beneficiaries::text, 'starts_on', :starts_on::date, 'ends_on', :ends_on::date,
        'public', :public::boolean, 'source', :source::text, 'note', :note::text),
    :priorities::jsonb, :themes::jsonb, :actions::jsonb) AS object,
    NULL::json AS before;
