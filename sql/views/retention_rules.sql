-- How long what is held is kept, as it is shown. A rule without months and setting keeps for ever.
CREATE VIEW api.retention_rules WITH (security_invoker) AS
SELECT r.id, r.of_table AS "table", r.what, r.holds, r.months, r.setting, r.runs_from, r.ends_with, r.basis, r.reviewed_on
FROM safer.retention_rule AS r;
