-- Whether the reader reads every award of the round and the fund's ledger: no row, no such thing.
SELECT true AS _visible
FROM safer.grant_round AS r
WHERE r.id = :round::text
    AND (safer.reads_every_bid() OR r.id = ANY (safer.rounds_kept()));
