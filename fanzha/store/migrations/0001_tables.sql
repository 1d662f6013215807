-- What the store holds. Both homes run this; keys and indexes of large tables are in the file of the same number for PostgreSQL.
-- Hashes are SHA-256 in hexadecimal; times are kept in UTC.

CREATE TABLE schema_version (
    version INTEGER NOT NULL,
    name TEXT NOT NULL,
    applied_at TIMESTAMPTZ NOT NULL
);

-- One attempt at a job.
CREATE TABLE runs (
    run_id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    engine TEXT NOT NULL,
    bundle_hash TEXT COLLATE "C" NOT NULL,
    bundle_version TEXT NOT NULL,
    config_hash TEXT COLLATE "C" NOT NULL,
    started_at TIMESTAMPTZ NOT NULL,
    ended_at TIMESTAMPTZ,
    status TEXT NOT NULL,
    rows_in BIGINT NOT NULL,
    scored BIGINT NOT NULL,
    review BIGINT NOT NULL,
    quarantined BIGINT NOT NULL,
    unchanged BIGINT NOT NULL,
    seconds DOUBLE PRECISION NOT NULL,
    detail TEXT NOT NULL
);

-- One file or query result; deliveries count up as inputs are first committed.
CREATE TABLE inputs (
    input_hash TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    delivery BIGINT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    size BIGINT NOT NULL,
    first_seen_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE shards (
    shard_id BIGINT NOT NULL PRIMARY KEY,
    run_id TEXT COLLATE "C" NOT NULL,
    input_hash TEXT COLLATE "C" NOT NULL,
    bundle_hash TEXT COLLATE "C" NOT NULL,
    config_hash TEXT COLLATE "C" NOT NULL,
    shard_rows BIGINT NOT NULL,
    number BIGINT NOT NULL,
    rows_in BIGINT NOT NULL,
    scored BIGINT NOT NULL,
    review BIGINT NOT NULL,
    quarantined BIGINT NOT NULL,
    unchanged BIGINT NOT NULL,
    output TEXT NOT NULL,
    last BOOLEAN NOT NULL,
    committed_at TIMESTAMPTZ NOT NULL,
    UNIQUE (input_hash, bundle_hash, config_hash, shard_rows, number)
);

CREATE TABLE files (
    shard_id BIGINT NOT NULL,
    path TEXT COLLATE "C" NOT NULL,
    rows BIGINT NOT NULL,
    bytes BIGINT NOT NULL,
    sha256 TEXT COLLATE "C" NOT NULL
);

-- Every content that a case ever had. Source and row are those of its first delivery.
CREATE TABLE cases (
    case_id TEXT COLLATE "C" NOT NULL,
    content_hash TEXT COLLATE "C" NOT NULL,
    "text" TEXT NOT NULL,
    reported_at TIMESTAMPTZ,
    reported_on DATE,
    occurred_on DATE,
    victim_age SMALLINT,
    victim_sex TEXT,
    occupation TEXT,
    loss_yuan DECIMAL(14, 2),
    contact_channel TEXT,
    payment TEXT,
    area TEXT,
    street TEXT,
    label TEXT,
    source TEXT NOT NULL,
    "row" INTEGER NOT NULL
);

-- Keyed by case, content, bundle and configuration; the sequence grows with time.
CREATE TABLE scores (
    sequence BIGINT NOT NULL,
    case_id TEXT COLLATE "C" NOT NULL,
    content_hash TEXT COLLATE "C" NOT NULL,
    bundle_hash TEXT COLLATE "C" NOT NULL,
    config_hash TEXT COLLATE "C" NOT NULL,
    run_id TEXT COLLATE "C" NOT NULL,
    scored_at TIMESTAMPTZ NOT NULL,
    type TEXT NOT NULL,
    type_name TEXT NOT NULL,
    probability REAL NOT NULL,
    needs_review BOOLEAN NOT NULL,
    review_reason TEXT,
    second_type TEXT NOT NULL,
    second_probability REAL NOT NULL,
    third_type TEXT NOT NULL,
    third_probability REAL NOT NULL,
    prediction_set TEXT[] NOT NULL,
    model_version TEXT NOT NULL
);

-- Where each input, as one configuration reads it, first holds each case: a later row of the same input repeats it.
CREATE TABLE arrivals (
    delivery BIGINT NOT NULL,
    config_hash TEXT COLLATE "C" NOT NULL,
    case_id TEXT COLLATE "C" NOT NULL,
    position BIGINT NOT NULL
);

-- The newest version of each case, with its newest score.
CREATE TABLE latest (
    case_id TEXT COLLATE "C" NOT NULL,
    content_hash TEXT COLLATE "C" NOT NULL,
    delivery BIGINT NOT NULL,
    position BIGINT NOT NULL,
    sequence BIGINT NOT NULL
);

CREATE TABLE quarantine (
    quarantine_id TEXT COLLATE "C" NOT NULL,
    input_hash TEXT COLLATE "C" NOT NULL,
    position BIGINT NOT NULL,
    source TEXT NOT NULL,
    "row" INTEGER NOT NULL,
    "column" TEXT,
    rule TEXT NOT NULL,
    value TEXT,
    remedy TEXT NOT NULL,
    raw TEXT NOT NULL,
    corrects TEXT COLLATE "C", -- number of the row that this one is a correction of, and still not right
    run_id TEXT COLLATE "C" NOT NULL,
    set_aside_at TIMESTAMPTZ NOT NULL,
    resolved_at TIMESTAMPTZ
);

-- What people decided about a content.
CREATE TABLE reviews (
    case_id TEXT COLLATE "C" NOT NULL,
    content_hash TEXT COLLATE "C" NOT NULL,
    label TEXT NOT NULL,
    reviewed_at TIMESTAMPTZ NOT NULL,
    note TEXT,
    added_at TIMESTAMPTZ NOT NULL
);
