-- Whether the caller coordinates reviews: with the scope dhrs.write, for a constituent partner, whose joint team does so.
CREATE FUNCTION safer.coordinates_dhrs()
RETURNS boolean
LANGUAGE sql
STABLE
RETURN safer.has_scope('dhrs.write') AND safer.is_constituent_partner();
