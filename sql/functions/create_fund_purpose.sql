-- Makes a purpose of a fund's spending and returns its id: by the host, each once. A post opens its own. No row when the
-- caller does not see the fund.
CREATE FUNCTION safer.create_fund_purpose(fund text, id text, name text, kind text, planned_pence bigint, note text)
RETURNS TABLE (object text, before json)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (SELECT FROM safer.fund AS f
        WHERE f.id = create_fund_purpose.fund AND f.id = ANY (safer.funds_in_view())) THEN
        RETURN;
    END IF;
    PERFORM safer.check_host(create_fund_purpose.fund, NULL);
    PERFORM FROM safer.purpose AS u WHERE u.fund = create_fund_purpose.fund AND u.id = create_fund_purpose.id;
    IF FOUND THEN
        PERFORM safer.refuse('purpose-exists',
            format('The fund has a purpose ''%s'' already.', create_fund_purpose.id), '/id');
    END IF;
    IF create_fund_purpose.planned_pence <= 0 THEN
        PERFORM safer.refuse('amount-not-positive', 'What is planned is more than nothing: one penny at the least.',
            '/planned_pence');
    END IF;
    INSERT INTO safer.purpose (fund, id, name, kind, planned_pence, note)
    VALUES (create_fund_purpose.fund, create_fund_purpose.id, create_fund_purpose.name, create_fund_purpose.kind,
        create_fund_purpose.planned_pence, create_fund_purpose.note);
    object := create_fund_purpose.id;
    RETURN NEXT;
END
$$;

ALTER FUNCTION safer.create_fund_purpose(text, text, text, text, bigint, text) OWNER TO safer_rules;
