-- Makes a purpose of a fund's spending.
SELECT r.object, r.before
FROM safer.create_fund_purpose(:fund::text, :id::text, :name::text, :kind::text, :planned_pence::bigint,
    :note::text) AS r;
