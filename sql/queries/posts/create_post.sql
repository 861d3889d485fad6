-- Makes a post.
SELECT safer.create_post(
        :id::text, :employer::text, :title::text, :from_on::date, :to_on::date, :headcount::integer, :host::text,
        :placement::text, :phase::integer, :contract::text, :filled::boolean, :funding::text, :fund::text,
        :agreement::text, :annual_cost_pence::bigint, :funded_from::date, :funded_months::integer,
        :note::text) AS object,
    NULL::json AS before;
