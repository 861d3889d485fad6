-- The agencies on the panels of reviews.
CREATE VIEW api.dhr_panel WITH (security_invoker) AS
SELECT p.dhr, p.place, p.partner, p.organisation, p.office, p.from_on, p.to_on
FROM safer.dhr_panel AS p;
