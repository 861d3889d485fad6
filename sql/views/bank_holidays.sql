-- England's bank holidays.
CREATE VIEW api.bank_holidays WITH (security_invoker) AS
SELECT h.on_day AS "on", h.title
FROM safer.bank_holiday AS h;
