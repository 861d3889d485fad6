-- Stores the review dates of a new agreement: within its term, each named once.
CREATE FUNCTION safer.add_agreement_reviews(agreement text, reviews jsonb)
RETURNS void
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    review record;
BEGIN
    FOR review IN
        SELECT r.day::date AS review_on, r.place - 1 AS place,
            r.day::date BETWEEN a.starts_on AND a.ends_on AS within,
            row_number() OVER (PARTITION BY r.day::date ORDER BY r.place) > 1 AS repeated
        FROM jsonb_array_elements_text(reviews) WITH ORDINALITY AS r (day, place)
        JOIN safer.agreement AS a ON a.id = add_agreement_reviews.agreement
        ORDER BY r.place
    LOOP
        IF review.repeated THEN
            PERFORM safer.refuse('duplicate-member', format('%s is named twice.', review.review_on),
                '/reviews/' || review.place);
        ELSIF NOT review.within THEN
            PERFORM safer.refuse('term-invalid',
                format('The review on %s lies outside the agreement''s term.', review.review_on),
                '/reviews/' || review.place);
        END IF;
        INSERT INTO safer.agreement_review (agreement, review_on)
        VALUES (add_agreement_reviews.agreement, review.review_on);
    END LOOP;
END
$$;

ALTER FUNCTION safer.add_agreement_reviews(text, jsonb) OWNER TO safer_rules;
