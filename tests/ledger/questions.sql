-- Who is quoted most?
SELECT speaker_label, count(DISTINCT statement_id) AS statements, count(DISTINCT doc_id) AS articles
FROM 'ledger.parquet' WHERE speaker_label IS NOT NULL
GROUP BY speaker_key, speaker_label ORDER BY articles DESC, statements DESC LIMIT 5;
-- How often are speakers unnamed?
SELECT coalesce(outlet, '(unknown)') AS outlet, count(*) AS attributions,
       round(100.0 * count(*) FILTER (speaker_type = 'unnamed') / count(*), 1) AS unnamed_percent
FROM 'ledger.parquet' WHERE speaker_key IS NOT NULL GROUP BY ALL ORDER BY attributions DESC LIMIT 5;
-- Who denied what?
SELECT coalesce(d.speaker_label, d.speaker_name) AS denier, d.content AS denied,
       coalesce(c.speaker_label, c.speaker_name) AS claimant, c.content AS claim, d.denies_score
FROM 'ledger.parquet' d JOIN 'ledger.parquet' c ON c.attribution_id = coalesce(d.denies, d.target_statement)
WHERE d.stance = 'deny' ORDER BY d.denies_score DESC NULLS LAST LIMIT 5;
-- Which quotation travelled furthest?
SELECT any_value(speaker_name) FILTER (attribution_id = statement_id) AS speaker, statement_articles AS articles,
       statement_outlets AS outlets, any_value(content) FILTER (attribution_id = statement_id) AS quotation
FROM 'ledger.parquet' GROUP BY statement_id, statement_articles, statement_outlets
HAVING bool_or(kind <> 'indirect') ORDER BY articles DESC, outlets DESC LIMIT 5;
-- Who speaks with whom?
WITH spoke AS (SELECT DISTINCT doc_id, speaker_key, speaker_label FROM 'ledger.parquet' WHERE speaker_label IS NOT NULL)
SELECT a.speaker_label AS one, b.speaker_label AS other, count(*) AS articles
FROM spoke a JOIN spoke b ON a.doc_id = b.doc_id AND a.speaker_key < b.speaker_key
GROUP BY a.speaker_key, b.speaker_key, one, other ORDER BY articles DESC, one, other LIMIT 5;
