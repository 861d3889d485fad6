-- Says that an office belongs to a body; no row when there is no such body.
SELECT c.object, NULL::json AS before
FROM safer.create_membership(:new_id::uuid, :body::text, jsonb_build_object('partner', :partner::text,
        'office', :office::text, 'role', :role::text, 'deputy_for', :deputy_for::uuid, 'from_on', :from_on::date,
        'to_on', :to_on::date, 'source', :source::text, 'note', :note::text)) AS c (object)
WHERE c.object IS NOT NULL;
