-- What became of each load of observations.
CREATE VIEW api.observation_loads WITH (security_invoker) AS
SELECT l.id, l.form, l.filename, l.sha256, l.bytes, l.rows, l.added, l.revised, l.unchanged, l.partner AS loaded_by,
    l.client, l.created_at, l.version
FROM safer.observation_load AS l;
