-- What is counted of the people reviews are about.
CREATE VIEW api.dhr_persons WITH (security_invoker) AS
SELECT p.dhr, p.place, p.role, p.sex, p.age_band, p.relationship
FROM safer.dhr_person AS p;
