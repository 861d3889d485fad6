-- Who enters the schemas, and who calls which function. What is not granted here can be called by its owner only.
GRANT USAGE ON SCHEMA safer, api TO safer_service, safer_rules;

-- What rules and queries share.
GRANT EXECUTE ON FUNCTION
    safer.today(),
    safer.financial_year_start(text),
    safer.financial_year_after(text),
    safer.financial_year_of(date),
    safer.refuse(text, text, text, jsonb),
    safer.pounds(bigint),
    safer.split_pence(bigint, bigint[])
TO safer_service, safer_rules;

-- What only rules call.
GRANT EXECUTE ON FUNCTION
    safer.refuse_parameter(text, text, text),
    safer.check_known(date, timestamptz),
    safer.read_date(text),
    safer.read_pairs(text),
    safer.forecast_says(bigint, boolean, date, text, integer, boolean),
    safer.new_uuid(),
    safer.audit_detail_sha256(uuid, text, json, json),
    safer.audit_hash(bytea, bigint, safer.audit_event)
TO safer_rules;

-- What policies and the operations' statements call.
GRANT EXECUTE ON FUNCTION
    safer.funds_read_whole(),
    safer.funds_in_view(),
    safer.fund_schedule(text, text),
    safer.refuse_reversal_of_reversal(uuid),
    safer.fund_statement(text, text, timestamptz),
    safer.late_entries(text, text, timestamptz),
    safer.unconfirmed_pence(text, text, timestamptz),
    safer.fund_balances(text, date, timestamptz),
    safer.fund_shares(text, date),
    safer.fund_forecast(text, text, text, bigint, text, text, text, text, text),
    safer.forecast_assumptions(text, date, date, bigint, bigint, text, text, text, text, text),
    safer.forecast_break_even(text, date, date, bigint, text, text, text, text, date),
    safer.as_shown(json),
    safer.hold_contribution(uuid),
    safer.reverse_contribution(uuid, text, jsonb, uuid, integer),
    safer.create_agreement(text, text, text, date, date, text, jsonb, jsonb, integer, integer, jsonb, date, boolean,
        text)
TO safer_service;

-- What the service calls for itself.
GRANT EXECUTE ON FUNCTION
    safer.claim_idempotency_key(text, text, text),
    safer.purge_idempotency_keys(integer),
    safer.read_stored_reply(text, text),
    safer.record_audit_event(uuid, text, text, json, json),
    safer.record_reading(uuid, text, text, json),
    safer.seal_audit_events()
TO safer_service;

GRANT SELECT ON api.partners, api.agreements, api.agreement_parties, api.agreement_minimums, api.agreement_reviews,
    api.funds, api.fund_contributors, api.contributions, api.audit_events, api.balances
TO safer_service;
