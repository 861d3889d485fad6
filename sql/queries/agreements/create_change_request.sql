-- Asks for a change to an agreement; no row when there is no such agreement to see.
SELECT c.object, NULL::json AS before
FROM safer.create_change_request(:new_id::uuid, :agreement::text, :title::text, :text::text, :clause::text)
    AS c (object)
WHERE c.object IS NOT NULL;
