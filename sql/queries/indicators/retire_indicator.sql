-- Retires an indicator.
SELECT m.object, m.before
FROM safer.move_indicator(:indicator::text, 'retired', :retired_on::date, :if_match::integer) AS m;
