-- Keeps what a meeting resolved or recommended; no row when there is no such meeting to see.
SELECT c.object, NULL::json AS before
FROM safer.create_decision(:new_id::uuid, :meeting::uuid, jsonb_build_object('item', :item::uuid,
        'minute', :minute::uuid, 'kind', :kind::text, 'stage', :stage::text, 'condition', :condition::text,
        'text', :text::text, 'follows', :follows::uuid), :options::jsonb, :follow_up::jsonb) AS c (object)
WHERE c.object IS NOT NULL;
