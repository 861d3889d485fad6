-- Changes a round; no row when there is none to see.
SELECT c.object, c.before
FROM safer.change_grant_round(:round::text, jsonb_build_object('title', :title::text, 'funder', :funder::text, 'body', :body::text,
        'amount_pence', :amount_pence::bigint, 'opens_on', :opens_on::date, 'closes_on', :closes_on::date,
        'public', :public::boolean, 'url', :url::text, 'source', :source::text, 'note', :note::text),
    :if_match::integer) AS c;
