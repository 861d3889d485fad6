-- Everybody may look for something: what is found is what he may see.
GRANT EXECUTE ON FUNCTION safer.search(text, text, text, date, date, text, bigint) TO safer_service;
GRANT EXECUTE ON FUNCTION
    safer.search_page(tsquery, text, text, date, date, text, bigint),
    safer.search_says(text, text, boolean),
    safer.search_snippet(text, tsquery)
TO safer_rules;
