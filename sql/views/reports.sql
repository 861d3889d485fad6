-- Reports that were issued.
CREATE VIEW api.reports WITH (security_invoker) AS
SELECT r.id, r.quarter, r.number, r.corrects,
    (SELECT c.number FROM safer.report AS c WHERE c.corrects = r.number) AS corrected_by, r.partner, r.issued_at, r.note,
    r.version + (SELECT count(*) FROM safer.report AS c WHERE c.corrects = r.number)::integer AS version
FROM safer.report AS r;
