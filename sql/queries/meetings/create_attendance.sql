-- Records that an office was at a meeting; no row when there is no such meeting to see.
SELECT c.object, NULL::json AS before
FROM safer.create_attendance(:new_id::uuid, :meeting::uuid, jsonb_build_object('partner', :partner::text,
        'organisation', :organisation::text, 'office', :office::text, 'capacity', :capacity::text,
        'deputy_for', :deputy_for::text, 'from_item', :from_item::uuid, 'until_item', :until_item::uuid),
    :person::text) AS c (object)
WHERE c.object IS NOT NULL;
