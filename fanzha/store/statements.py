"""SQL that both homes understand; parameters are written ``%s``."""

# Only column names of the schema are put in.
# ruff: noqa: S608

from __future__ import annotations

from typing import Final

from fanzha.schema import QUARANTINE

VERSION: Final = "SELECT COALESCE(MAX(version), 0) FROM schema_version"
HAS_VERSION: Final = "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = current_schema() AND table_name = 'schema_version'"
NOTE_VERSION: Final = "INSERT INTO schema_version (version, name, applied_at) VALUES (%s, %s, %s)"

_COUNTS: Final = "rows_in, scored, review, quarantined, unchanged"

LOSE_RUNS: Final = "UPDATE runs SET status = 'lost' WHERE status = 'running'"
BEGIN_RUN: Final = f"""
INSERT INTO runs (run_id, engine, bundle_hash, bundle_version, config_hash, started_at, status, {_COUNTS}, seconds, detail)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
END_RUN: Final = """
UPDATE runs SET ended_at = %s, status = %s, rows_in = %s, scored = %s, review = %s, quarantined = %s, unchanged = %s,
    seconds = %s, detail = %s
WHERE run_id = %s
"""
RUNS: Final = f"""
SELECT run_id, engine, bundle_hash, bundle_version, config_hash, started_at, ended_at, status, {_COUNTS}, seconds, detail
FROM runs ORDER BY started_at DESC, run_id DESC LIMIT %s
"""

_KEY: Final = "input_hash = %s AND bundle_hash = %s AND config_hash = %s AND shard_rows = %s"
SHARDS: Final = f"SELECT shard_id, number, {_COUNTS}, output, last FROM shards WHERE {_KEY} ORDER BY number"
SHARD_FILES: Final = f"""
SELECT f.shard_id, f.path, f.rows, f.bytes, f.sha256
FROM files f JOIN shards s ON s.shard_id = f.shard_id WHERE {_KEY} ORDER BY f.path
"""
FILES: Final = """
SELECT f.path, f.rows, f.bytes, f.sha256
FROM files f JOIN shards s ON s.shard_id = f.shard_id WHERE s.output = %s ORDER BY f.path
"""
COUNT_SHARD: Final = f"SELECT COUNT(*) FROM shards WHERE {_KEY} AND number = %s"
ADD_SHARD: Final = f"""
INSERT INTO shards (shard_id, run_id, input_hash, bundle_hash, config_hash, shard_rows, number, {_COUNTS}, output, last, committed_at)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
LAST_SHARD: Final = "SELECT COALESCE(MAX(shard_id), 0) FROM shards"
ADD_FILE: Final = "INSERT INTO files (shard_id, path, rows, bytes, sha256) VALUES (%s, %s, %s, %s, %s)"

DELIVERY: Final = "SELECT delivery FROM inputs WHERE input_hash = %s"
LAST_DELIVERY: Final = "SELECT COALESCE(MAX(delivery), 0) FROM inputs"
ADD_INPUT: Final = "INSERT INTO inputs (input_hash, delivery, name, size, first_seen_at) VALUES (%s, %s, %s, %s, %s)"
LAST_SEQUENCE: Final = "SELECT COALESCE(MAX(sequence), 0) FROM scores"

# What is known of the cases of a shard, each question by itself: a planner that joined the answers would guess how many there are.
ARRIVED: Final = """
SELECT i.ordinal, a.position FROM incoming i
JOIN arrivals a ON a.case_id = i.case_id AND a.delivery = %s AND a.config_hash = %s
"""
CASED: Final = """
SELECT i.ordinal FROM incoming i JOIN cases c ON c.case_id = i.case_id AND c.content_hash = i.content_hash
"""
SCORED: Final = """
SELECT i.ordinal, MAX(s.sequence) AS newest,
    MAX(CASE WHEN s.bundle_hash = %s AND s.config_hash = %s THEN s.sequence END) AS mine
FROM incoming i JOIN scores s ON s.case_id = i.case_id AND s.content_hash = i.content_hash
GROUP BY i.ordinal
"""
LATEST: Final = """
SELECT i.ordinal, l.delivery, l.content_hash = i.content_hash AS same FROM incoming i JOIN latest l ON l.case_id = i.case_id
"""
MOVE_LATEST: Final = """
UPDATE latest SET content_hash = m.content_hash, delivery = m.delivery, position = m.position, sequence = m.sequence
FROM moved m WHERE latest.case_id = m.case_id
"""

# The same content again, in an input that is not the newest to hold the case: only its score is newer.
RENEW_LATEST: Final = "UPDATE latest SET sequence = r.sequence FROM renewed r WHERE latest.case_id = r.case_id"

SET_ASIDE: Final = """
SELECT position, resolved_at IS NULL AS open FROM quarantine WHERE input_hash = %s AND position >= %s AND position <= %s
"""
RESOLVE: Final = """
UPDATE quarantine SET resolved_at = %s FROM (
    SELECT q.quarantine_id FROM quarantine q JOIN corrected c ON q.quarantine_id = c.quarantine_id
    UNION
    SELECT q.quarantine_id FROM quarantine q JOIN corrected c ON q.corrects = c.quarantine_id
) r
WHERE quarantine.quarantine_id = r.quarantine_id AND quarantine.resolved_at IS NULL
"""
COUNT_OPEN: Final = "SELECT COUNT(*) FROM quarantine WHERE resolved_at IS NULL"
QUARANTINED: Final = f"""
SELECT {", ".join(f'q."{name}"' for name in QUARANTINE.names)}, COALESCE(q.corrects, q.quarantine_id) AS quarantine_id,
    q.resolved_at IS NOT NULL AS resolved
FROM quarantine q JOIN inputs i ON i.input_hash = q.input_hash
WHERE %s OR q.resolved_at IS NULL ORDER BY i.delivery, q.position
"""

# A review without a content speaks of the newest one, and stays with it when the case is corrected later.
SPOKEN_OF: Final = """
SELECT i.ordinal, COALESCE(c.content_hash, CASE WHEN i.content_hash IS NULL THEN l.content_hash END) AS content_hash
FROM incoming i
LEFT JOIN cases c ON c.case_id = i.case_id AND c.content_hash = i.content_hash
LEFT JOIN latest l ON l.case_id = i.case_id
ORDER BY i.ordinal
"""
NEW_REVIEWS: Final = """
SELECT MIN(i.ordinal) AS ordinal
FROM incoming i
WHERE NOT EXISTS (
    SELECT 1 FROM reviews r
    WHERE r.case_id = i.case_id AND r.label = i.label AND r.reviewed_at = i.reviewed_at
        AND r.note IS NOT DISTINCT FROM i.note AND (r.content_hash = i.content_hash OR i.newest)
)
GROUP BY i.case_id, i.content_hash, i.label, i.reviewed_at, i.note
ORDER BY 1
"""
REVIEWS: Final = """
SELECT r.case_id, r.content_hash, r.label, r.reviewed_at, r.note, c."text"
FROM reviews r JOIN cases c ON c.case_id = r.case_id AND c.content_hash = r.content_hash
ORDER BY r.reviewed_at, r.case_id, r.label
"""
