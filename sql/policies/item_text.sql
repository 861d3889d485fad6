-- What an item is about is seen by who sees the item; of a restricted one, by who reads what is not for publication.
GRANT SELECT ON safer.item_text TO safer_service;
GRANT SELECT, INSERT, UPDATE, DELETE ON safer.item_text TO safer_rules;

CREATE POLICY shown ON safer.item_text FOR SELECT TO safer_service
USING (EXISTS (
    SELECT
    FROM safer.item AS i
    WHERE i.id = item
        AND (NOT i.restricted OR i.body IN (SELECT b.body FROM safer.bodies_restricted() AS b (body)))));
CREATE POLICY rules ON safer.item_text TO safer_rules, safer_owner USING (true) WITH CHECK (true);
