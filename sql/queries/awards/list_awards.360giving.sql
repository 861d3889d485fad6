-- Awards by id, filtered, as 360Giving has grants: the item of its JSON, and the cells of its table under their titles.
SELECT json_strip_nulls(json_build_object(
        'id', i.id, 'title', g.title, 'description', g.description, 'currency', 'GBP',
        'amountAppliedFor', g.applied_for, 'amountAwarded', g.awarded, 'amountDisbursed', g.disbursed,
        'awardDate', g.awarded_on,
        'plannedDates', CASE WHEN coalesce(g.starts_on, g.ends_on) IS NOT NULL
            THEN json_build_array(json_build_object('startDate', g.starts_on, 'endDate', g.ends_on)) END,
        'recipientOrganization', json_build_array(json_build_object('id', i.recipient, 'name', g.recipient_name)),
        'fundingOrganization', json_build_array(json_build_object('id', i.funder, 'name', g.funder_name)),
        'grantProgramme', json_build_array(json_build_object('code', g.round, 'title', g.round_title,
            'url', g.round_url)),
        'beneficiaryLocation', CASE WHEN g.in_kent THEN json_build_array(json_build_object('name', k.name,
            'countryCode', k.country, 'geoCode', k.code, 'geoCodeType', k.type)) END,
        'fromOpenCall', g.from_open_call,
        'classifications', (SELECT json_agg(json_build_object('code', c.code, 'title', c.title) ORDER BY c.n)
            FROM unnest(g.codes, g.titles) WITH ORDINALITY AS c (code, title, n)),
        'dateModified', g.changed_at, 'dataSource', i.address)) AS document,
    i.id AS "Identifier", g.title AS "Title", g.description AS "Description", 'GBP' AS "Currency",
    g.applied_for AS "Amount Applied For", g.awarded AS "Amount Awarded", g.disbursed AS "Amount Disbursed",
    g.awarded_on AS "Award Date", g.starts_on AS "Planned Dates:Start Date", g.ends_on AS "Planned Dates:End Date",
    i.recipient AS "Recipient Org:Identifier", g.recipient_name AS "Recipient Org:Name",
    i.funder AS "Funding Org:Identifier", g.funder_name AS "Funding Org:Name", g.round AS "Grant Programme:Code",
    g.round_title AS "Grant Programme:Title", g.round_url AS "Grant Programme:URL",
    k.name AS "Beneficiary Location:Name", k.country AS "Beneficiary Location:Country Code",
    k.code AS "Beneficiary Location:Geographic Code", k.type AS "Beneficiary Location:Geographic Code Type",
    g.from_open_call AS "From An Open Call?",
    g.codes[1] AS "Classifications:0:Code", g.titles[1] AS "Classifications:0:Title",
    g.codes[2] AS "Classifications:1:Code", g.titles[2] AS "Classifications:1:Title",
    g.codes[3] AS "Classifications:2:Code", g.titles[3] AS "Classifications:2:Title",
    g.codes[4] AS "Classifications:3:Code", g.titles[4] AS "Classifications:3:Title",
    g.codes[5] AS "Classifications:4:Code", g.titles[5] AS "Classifications:4:Title",
    g.codes[6] AS "Classifications:5:Code", g.titles[6] AS "Classifications:5:Title",
    g.codes[7] AS "Classifications:6:Code", g.titles[7] AS "Classifications:6:Title",
    g.codes[8] AS "Classifications:7:Code", g.titles[8] AS "Classifications:7:Title",
    g.changed_at AS "Last Modified", i.address AS "Data Source"
FROM api.grants AS g
LEFT JOIN (VALUES ('Kent', 'GB', 'E10000016', 'CTY')) AS k (name, country, code, type) ON g.in_kent
CROSS JOIN LATERAL (
    SELECT :giving_prefix::text || '-' || g.id::text AS id,
        coalesce(g.recipient_id, :giving_prefix::text || '-ORG:' || g.recipient_slug) AS recipient,
        coalesce(g.funder_id, :giving_prefix::text || '-ORG:' || g.funder_slug) AS funder,
        :public_url::text || '/v1/awards/' || g.id::text AS address) AS i
WHERE (:round::text IS NULL OR g.round = :round::text)
    AND (:project::text IS NULL OR g.project = :project::text)
    AND (:recipient::text IS NULL OR g.recipient = :recipient::text)
    AND (:state::text IS NULL OR g.state = :state::text)
    AND (:priority::text IS NULL OR g.project = ANY (ARRAY(
        SELECT x.project
        FROM safer.project_priority AS x
        WHERE x.priority = :priority::text)))
ORDER BY g.id;
