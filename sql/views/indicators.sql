-- Indicators, as they are shown.
CREATE VIEW api.indicators WITH (security_invoker) AS
SELECT i.id, i.title, i.description, i.unit, i.polarity, i.frequency, i.year, i.priority, i.source, i.state, i.public,
    i.focus, i.kind, i.suppress_below, i.agreed_on, i.retired_on, i.note, i.created_at, i.version
FROM safer.indicator AS i;
