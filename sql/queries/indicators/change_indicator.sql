-- Changes an indicator: what is given is set, what is named in clears is emptied, all else stays.
SELECT c.object, c.before
FROM safer.change_indicator(:indicator::text,
    jsonb_build_object('title', :title::text, 'description', :description::text, 'unit', :unit::text,
        'polarity', :polarity::text, 'frequency', :frequency::text, 'year', :year::text, 'priority', :priority::text,
        'source', :source::text, 'public', :public::boolean, 'focus', :focus::boolean, 'kind', :kind::text,
        'suppress_below', :suppress_below::integer, 'note', :note::text),
    :clears::jsonb, :if_match::integer) AS c;
