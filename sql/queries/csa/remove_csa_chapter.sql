-- Takes a chapter out of a draft version; no row when there is none to see.
SELECT c.object, c.before
FROM safer.remove_csa_chapter(:version::text, :chapter::text, :change_note::text, :if_match::integer) AS c;
