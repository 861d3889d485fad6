-- Agreements with what belongs to them, as they stand today.
CREATE VIEW api.agreements WITH (security_invoker) AS
SELECT a.*
FROM safer.agreements_on(safer.today()) AS a;
