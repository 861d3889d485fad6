-- Announces a round.
SELECT safer.create_grant_round(jsonb_build_object('id', :id::text, 'title', :title::text,
        'fund', :fund::text, 'funder', :funder::text, 'body', :body::text,
        'amount_pence', :amount_pence::bigint, 'opens_on', :opens_on::date, 'closes_on', :closes_on::date,
        'public', :public::boolean, 'url', :url::text, 'source', :source::text, 'note', :note::text)) AS object,
    NULL::json AS before;
