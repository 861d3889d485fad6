-- Records whether the caller's partner agrees to a change.
SELECT c.object, c.before
FROM safer.create_consent(:agreement::text, :change::uuid, :agrees::boolean, :decided_on::date, :note::text) AS c;
