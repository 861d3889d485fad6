-- Whether the reader coordinates reviews and there is this one: no row, no such thing.
SELECT true AS _visible, true AS _restricted
FROM safer.dhr AS d
WHERE d.id = :dhr::uuid
    AND safer.coordinates_dhrs();
