-- Records a review that was notified. Of a review that is not there yet no name is protected, so its marks are compared with
-- nothing; they are taken because x-names keys the request's fingerprint and wipes its body.
SELECT safer.create_dhr(:new_id::uuid, jsonb_build_object('reference', :reference::text,
        'pseudonym', :pseudonym::text, 'review_type', :review_type::text, 'partnership', :partnership::text,
        'notified_on', :notified_on::date, 'summary', :summary::text, 'documents_location', :documents_location::text,
        'note', :note::text),
    :aliases::jsonb) AS object,
    NULL::json AS before
FROM (VALUES (:name_marks::jsonb, :name_key::text)) AS taken (name_marks, name_key);
