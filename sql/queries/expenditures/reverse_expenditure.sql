-- Reverses spending, with its replacement if the reversal carries one.
SELECT r.object, r.before
FROM safer.reverse_expenditure(:expenditure::uuid, :reason::text, :replacement::jsonb, :new_id::uuid,
    :if_match::integer) AS r;
