-- Says that a partner may not contribute to a fund.
SELECT e.object, e.before
FROM safer.create_fund_exclusion(:new_id::uuid, :fund::text, :partner::text, :from_on::date, :to_on::date,
    :reason::text) AS e;
