-- Keeps what a meeting asked to be reported back.
SELECT safer.create_follow_up(:new_id::uuid, :meeting::uuid, :item::uuid, :decision::uuid,
        jsonb_build_object('text', :text::text, 'due', :due::text, 'partner', :partner::text,
            'office', :office::text)) AS object,
    NULL::json AS before;
