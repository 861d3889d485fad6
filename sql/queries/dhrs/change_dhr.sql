-- Changes what is said of a review, and empties what clears names; no row when there is none to know of.
SELECT c.object, c.before
FROM safer.change_dhr(:dhr::uuid, jsonb_build_object('pseudonym', :pseudonym::text, 'review_type', :review_type::text,
        'partnership', :partnership::text, 'summary', :summary::text, 'documents_location', :documents_location::text,
        'note', :note::text),
    :clears::jsonb, :aliases::jsonb, :name_marks::jsonb, :name_key::text, :if_match::integer) AS c;
