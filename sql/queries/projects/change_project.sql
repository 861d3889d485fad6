-- Changes what a project says of itself; no row when there is none to see.
SELECT c.object, c.before
FROM safer.change_project(:project::text, jsonb_build_object('title', :title::text, 'lead', :lead::text,
        'lead_organisation', :lead_organisation::text, 'summary', :summary::text,
        'beneficiaries', :beneficiaries::text, 'starts_on', :starts_on::date, 'ends_on', :ends_on::date,
        'public', :public::boolean, 'evaluation', :evaluation::text, 'source', :source::text,
        'note', :note::text),
    :priorities::jsonb, :themes::jsonb, :actions::jsonb, :if_match::integer) AS c;
