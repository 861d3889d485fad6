-- Everybody reads indicators that are agreed or retired and public; whoever acts for a partner reads them all. They are
-- written by functions only.
GRANT SELECT (id, number, title, description, unit, polarity, frequency, year, kind, priority, source, state,
    agreed_on, retired_on, public, focus, suppress_below, note, created_at, version, published)
ON safer.indicator TO safer_service;
GRANT SELECT, INSERT, UPDATE ON safer.indicator TO safer_rules;
GRANT EXECUTE ON FUNCTION
    safer.is_partner(),
    safer.reads_every_series(),
    safer.period_bounds(text),
    safer.period_text(date, text, text),
    safer.is_suppressed(boolean, boolean, numeric, integer),
    safer.period_position(date, text)
TO safer_service, safer_rules;
GRANT EXECUTE ON FUNCTION
    safer.create_indicator(text, text, text, text, text, text, text, text, text, boolean, boolean, text, integer, text),
    safer.change_indicator(text, jsonb, jsonb, integer),
    safer.move_indicator(text, text, date, integer)
TO safer_service;
GRANT EXECUTE ON FUNCTION safer.usual_suppression(text) TO safer_rules;
GRANT SELECT ON api.indicators TO safer_service, safer_rules;

CREATE POLICY published ON safer.indicator FOR SELECT TO safer_service
USING (published OR (SELECT safer.is_partner()));
CREATE POLICY rules ON safer.indicator TO safer_rules, safer_owner USING (true) WITH CHECK (true);
