-- Bids in a round; no row when there is none to see.
SELECT c.object, NULL::json AS before
FROM safer.create_bid(:new_id::uuid, :round::text, jsonb_build_object('project', :project::text,
        'amount_pence', :amount_pence::bigint, 'match_cash_pence', :match_cash_pence::bigint,
        'match_kind_pence', :match_kind_pence::bigint, 'objectives', :objectives::text,
        'starts_on', :starts_on::date, 'ends_on', :ends_on::date),
    :answers::jsonb) AS c (object)
WHERE c.object IS NOT NULL;
