-- Records a review that was notified.
SELECT safer.create_dhr(:new_id::uuid, jsonb_build_object('reference', :reference::text,
        'pseudonym', :pseudonym::text, 'review_type', :review_type::text, 'partnership', :partnership::text,
        'notified_on', :notified_on::date, 'summary', :summary::text, 'documents_location', :documents_location::text,
        'note', :note::text),
    :aliases::jsonb) AS object,
    NULL::json AS before;
