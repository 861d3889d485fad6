-- Puts a chapter into a draft version of the agreement; no row when there is no such version to see.
SELECT c.object, NULL::json AS before
FROM safer.create_csa_chapter(:version::text, :chapter::text, :kind::text, :place::integer, :number::text,
        :title::text, :text::text, :change_note::text) AS c (object)
WHERE c.object IS NOT NULL;
