-- When an agreement is reviewed.
CREATE VIEW api.agreement_reviews WITH (security_invoker) AS
SELECT r.agreement, r.review_on
FROM safer.agreement_review AS r;
