-- Divides anew what is not paid yet of an award; no row when the caller does not follow it.
SELECT s.object, s.before
FROM safer.set_tranches(:award::uuid, :tranches::jsonb, :if_match::integer) AS s;
