-- Withdrawals are read through safer.withdrawals, by the agreement's parties and by constituent partners, and written
-- by safer.create_withdrawal only.
GRANT SELECT, INSERT ON safer.withdrawal TO safer_rules;
GRANT EXECUTE ON FUNCTION
    safer.withdrawals(text, uuid),
    safer.create_withdrawal(uuid, text, text, date, date, date, date, text, boolean)
TO safer_service;
GRANT EXECUTE ON FUNCTION
    safer.notice_faults(date, date, date),
    safer.withdrawal_says(safer.withdrawal, safer.agreement)
TO safer_rules;

CREATE POLICY rules ON safer.withdrawal TO safer_rules, safer_owner USING (true) WITH CHECK (true);
