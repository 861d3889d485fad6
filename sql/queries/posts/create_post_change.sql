-- Changes a post from a day on: what is given is set, what is named in clears is emptied, all else stays.
SELECT c.object, c.before
FROM safer.change_post(:post::text, :from_on::date,
    jsonb_build_object('to_on', :to_on::date, 'title', :title::text, 'headcount', :headcount::integer,
        'host', :host::text, 'placement', :placement::text, 'phase', :phase::integer, 'contract', :contract::text,
        'filled', :filled::boolean, 'funding', :funding::text, 'fund', :fund::text, 'agreement', :agreement::text,
        'annual_cost_pence', :annual_cost_pence::bigint, 'funded_from', :funded_from::date,
        'funded_months', :funded_months::integer, 'note', :note::text),
    :clears::jsonb, :if_match::integer) AS c;
