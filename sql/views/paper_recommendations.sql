-- What papers ask the body to do.
CREATE VIEW api.paper_recommendations WITH (security_invoker) AS
SELECT r.paper, r.letter, r.text
FROM safer.paper_recommendation AS r;
