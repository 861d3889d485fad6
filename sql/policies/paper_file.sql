-- As what the paper says.
GRANT SELECT ON safer.paper_file TO safer_service;
GRANT SELECT, INSERT, UPDATE, DELETE ON safer.paper_file TO safer_rules;

CREATE POLICY shown ON safer.paper_file FOR SELECT TO safer_service
USING (EXISTS (
    SELECT
    FROM safer.paper AS p
    JOIN safer.item AS i ON i.id = p.item
    WHERE p.id = paper
        AND (NOT (p.restricted OR i.restricted)
            OR p.body IN (SELECT b.body FROM safer.bodies_restricted() AS b (body)))));
CREATE POLICY rules ON safer.paper_file TO safer_rules, safer_owner USING (true) WITH CHECK (true);

GRANT EXECUTE ON FUNCTION
    safer.open_paper_file_staging(),
    safer.put_paper_file(uuid, text, text, text, bigint, integer)
TO safer_service;
GRANT EXECUTE ON FUNCTION
    safer.file_type(text, text),
    safer.file_begins_as(text, bytea)
TO safer_rules;
