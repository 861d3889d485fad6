-- Trigger: at the end of a transaction, the tranches of each award it wrote sum to the award. Of one that was published
-- no tranche may be known.
CREATE FUNCTION safer.check_tranches()
RETURNS trigger
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    written uuid := CASE
        WHEN TG_TABLE_NAME = 'award' THEN to_jsonb(NEW) ->> 'id'
        WHEN TG_OP = 'DELETE' THEN to_jsonb(OLD) ->> 'award'
        ELSE to_jsonb(NEW) ->> 'award' END;
    award safer.award;
    divided bigint;
BEGIN
    SELECT * INTO award FROM safer.award AS a WHERE a.id = written;
    SELECT sum(t.amount_pence) INTO divided FROM safer.tranche AS t WHERE t.award = written;
    IF coalesce(divided, CASE WHEN award.source IS NULL THEN 0 ELSE award.amount_pence END) <> award.amount_pence THEN
        PERFORM safer.refuse('tranches-do-not-sum', format('The tranches are %s together, and the award is %s.',
            safer.pounds(coalesce(divided, 0)), safer.pounds(award.amount_pence)), '/tranches');
    END IF;
    RETURN NULL;
END
$$;

ALTER FUNCTION safer.check_tranches() OWNER TO safer_rules;

CREATE CONSTRAINT TRIGGER award_divided
AFTER INSERT OR UPDATE ON safer.award
DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW EXECUTE FUNCTION safer.check_tranches();

CREATE CONSTRAINT TRIGGER tranche_sums
AFTER INSERT OR UPDATE OR DELETE ON safer.tranche
DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW EXECUTE FUNCTION safer.check_tranches();
