-- Says how much of a contribution was given for a review; no row when there is none to know of.
SELECT a.object, a.before
FROM safer.attribute_dhr_contribution(:dhr::uuid, :contribution::uuid, :amount_pence::bigint) AS a;
