-- What became of the money a round offers, by award.
SELECT s.award, s.project, p.title, s.recipient, s.state, s.awarded_pence, s.paid_pence, s.due_pence, s.withheld_pence,
    s.released_pence, s.undivided_pence, s.returned_pence
FROM api.award_sums AS s
JOIN safer.project AS p ON p.id = s.project
WHERE s.round = :round::text
ORDER BY s.award;
