-- Withdraws an award; no row when the caller does not follow it.
SELECT w.object, w.before
FROM safer.withdraw_award(:award::uuid, :reason::text, :withdrawn_on::date, :if_match::integer) AS w;
