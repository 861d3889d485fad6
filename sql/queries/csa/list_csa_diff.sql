-- What became of each chapter from one version of the agreement to another.
SELECT d.*
FROM safer.csa_diff(:from::text, :to::text) AS d;
