-- What a minute says is seen by who sees the minute; of a restricted one, or one of a restricted item, by who reads what
-- is not for publication.
GRANT SELECT ON safer.minute_text TO safer_service;
GRANT SELECT, INSERT, UPDATE ON safer.minute_text TO safer_rules;

CREATE POLICY shown ON safer.minute_text FOR SELECT TO safer_service
USING (EXISTS (
    SELECT
    FROM safer.minute AS m
    WHERE m.id = minute
        AND (NOT (m.restricted OR safer.item_ground(m.item) IS NOT NULL)
            OR m.body IN (SELECT b.body FROM safer.bodies_restricted() AS b (body)))));
CREATE POLICY rules ON safer.minute_text TO safer_rules, safer_owner USING (true) WITH CHECK (true);
