-- What is done under an agreement, and goes back to its parties with it.
CREATE VIEW api.agreement_functions WITH (security_invoker) AS
SELECT f.agreement, f.place, f.phase, f.text
FROM safer.agreement_function AS f;
