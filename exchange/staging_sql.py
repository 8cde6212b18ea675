"""The SQL of staging: what is asked of all rows of a source at once."""

PATIENT = "SET lock_timeout = '2s'"
ALONE = "SELECT pg_advisory_lock(hashtextextended(%s, 0))"
IMPATIENT = "RESET lock_timeout"

# `named` is the identity where the source or the rule gives one, NULL where the ordinal must;
# a row with a `reason` is rejected, and `packed` is NULL where it could not be read.
STAGED = """
CREATE TEMPORARY TABLE staged (
    row bigint, line bigint, nth int, case_id text, stream text, named text, rule text,
    once boolean, at timestamptz, packed bytea, column_name text, reason text, raw text
)
"""
COPY = "COPY staged FROM STDIN (FORMAT BINARY)"
TYPES = (
    "int8", "int8", "int4", "text", "text", "text", "text",
    "bool", "timestamptz", "bytea", "text", "text", "text",
)  # fmt: skip

# The ordinal counts a case's rows, the bad ones too, so that a later correction of one does not
# rename the others. It spells identities as MappedEvent.identity does (a test compares them).
# Of events that come once per case the earliest counts; of a key given twice the first row.
PLACED = """
CREATE TEMPORARY TABLE placed AS
WITH numbered AS (
    SELECT staged.*, min(row) OVER (PARTITION BY case_id) AS first_row,
        coalesce(
            named, '#' || dense_rank() OVER (PARTITION BY case_id, row > 0 ORDER BY row)
            || '/' || rule
        ) AS identity
    FROM staged
), compared AS (
    SELECT numbered.*, row_number() OVER same AS copy, first_value(packed) OVER same AS first
    FROM numbered
    WINDOW same AS (
        PARTITION BY case_id, reason IS NULL, identity
        ORDER BY CASE WHEN once THEN at END, row, nth
    )
)
SELECT first_row, case_id, stream, at, row, line, nth, identity, packed, raw, false AS known,
    CASE WHEN reason IS NULL AND copy > 1 THEN {key} ELSE column_name END AS column_name,
    CASE WHEN reason IS NULL AND copy > 1 THEN
        'expected each event key once in a case, came again with other data; '
        'correct one of the rows at the source'
    ELSE reason END AS reason
FROM compared
WHERE reason IS NOT NULL OR copy = 1 OR (NOT once AND packed <> first)
"""

# LATERAL with LIMIT walks the primary key once per stream, however large the ledger is.
THERE = """
CREATE TEMPORARY TABLE there AS
SELECT wanted.stream, last.version, coalesce(opening.subject, '') AS subject
FROM (SELECT DISTINCT stream FROM placed WHERE reason IS NULL) AS wanted
CROSS JOIN LATERAL (
    SELECT originator_version AS version FROM {entries}
    WHERE originator_id = wanted.stream ORDER BY originator_version DESC LIMIT 1
) AS last
LEFT JOIN LATERAL (
    SELECT convert_from(state, 'UTF8')::json #>> '{{data,subject}}' AS subject FROM {entries}
    WHERE originator_id = wanted.stream AND topic IN ('case.received', 'case.accepted')
    ORDER BY originator_version LIMIT 1
) AS opening ON true
"""

KNOWN = """
SELECT case_id, stream, version, subject, row, line, identity, packed
FROM placed JOIN there USING (stream)
WHERE reason IS NULL ORDER BY first_row, case_id, at, row, nth
"""
ENTRIES = "SELECT notification_id, recorded_at, state FROM {entries} WHERE originator_id = ANY(%s)"

SETTLED = """
CREATE TEMPORARY TABLE settled (row bigint, identity text, column_name text, reason text)
"""
SETTLE = """
INSERT INTO settled SELECT * FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[])
"""
CONCLUDE = """
UPDATE placed SET known = settled.reason IS NULL, reason = settled.reason,
    column_name = settled.column_name
FROM settled WHERE placed.row = settled.row AND placed.identity = settled.identity
    AND placed.reason IS NULL
"""

NEW = """
SELECT case_id, stream, coalesce(version, 0), coalesce(subject, ''), row, line, identity, packed
FROM placed LEFT JOIN there USING (stream)
WHERE reason IS NULL AND NOT known ORDER BY first_row, case_id, at, row, nth
"""

TALLY = """
SELECT count(DISTINCT case_id) FILTER (WHERE case_id <> ''),
    count(*) FILTER (WHERE reason IS NULL AND NOT known),
    count(*) FILTER (WHERE reason IS NULL AND known),
    count(DISTINCT (row, line)) FILTER (WHERE reason IS NOT NULL)
FROM placed
"""
REJECTS = """
SELECT row, line, min(case_id), string_agg(DISTINCT column_name, ', '),
    string_agg(DISTINCT reason, '; '), min(raw)
FROM placed WHERE reason IS NOT NULL GROUP BY row, line ORDER BY line, row
"""

_BY_CASE = """
SELECT case_id, count(*) OVER () FROM placed WHERE case_id <> ''
GROUP BY case_id HAVING {having} ORDER BY min(first_row), case_id LIMIT %s
"""
INCOMPLETE = _BY_CASE.format(having="bool_or(reason IS NULL) AND bool_or(reason IS NOT NULL)")
LEFT_OUT = _BY_CASE.format(having="bool_and(reason IS NOT NULL)")
