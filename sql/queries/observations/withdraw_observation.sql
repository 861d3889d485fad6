-- Takes an observation back.
SELECT w.object, w.before
FROM safer.withdraw_observation(:new_id::uuid, :indicator::text, :area::text, :period::text, :reason::text) AS w;
