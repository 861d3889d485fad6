-- Says for this transaction who asks, and how its statements are planned; answers how many settings that were.
-- $1 issuer, $2 client, $3 subject, $4 partner, $5 scope, $6 request id, $7 today, $8 plan_cache_mode
SELECT num_nonnulls(
    set_config('safer.issuer', coalesce($1::text, ''), true),
    set_config('safer.client', coalesce($2::text, ''), true),
    set_config('safer.subject', coalesce($3::text, ''), true),
    set_config('safer.partner', coalesce($4::text, ''), true),
    set_config('safer.scope', coalesce($5::text, ''), true),
    set_config('safer.request', coalesce($6::text, ''), true),
    set_config('safer.today', coalesce($7::text, ''), true),
    set_config('plan_cache_mode', coalesce($8::text, 'auto'), true)) AS settings;
