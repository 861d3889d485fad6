-- Writes a chapter of a draft version anew; no row when there is none to see.
SELECT c.object, c.before
FROM safer.revise_csa_chapter(:version::text, :chapter::text, :kind::text, :place::integer, :number::text,
        :title::text, :text::text, :change_note::text, :if_match::integer) AS c;
