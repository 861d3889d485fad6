-- Says how much of a spending a review cost; no row when there is none to know of.
SELECT a.object, a.before
FROM safer.attribute_dhr_cost(:dhr::uuid, :expenditure::uuid, :amount_pence::bigint) AS a;
