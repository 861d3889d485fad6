-- England's bank holidays, in order.
SELECT h.*
FROM api.bank_holidays AS h
WHERE (:from::date IS NULL OR h."on" >= :from::date)
    AND (:to::date IS NULL OR h."on" <= :to::date)
ORDER BY h."on";
