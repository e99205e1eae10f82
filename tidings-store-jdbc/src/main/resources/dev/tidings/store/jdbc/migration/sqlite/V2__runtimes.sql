-- What runs, or ran last, for a game. operation_id is of the operation that holds it until held_until; version changes with
-- every write, so that of two who read the same one writes.
CREATE TABLE runtimes (
    tenant          TEXT    NOT NULL,
    game_id         TEXT    NOT NULL,
    image_ref       TEXT    NOT NULL,
    container_id    TEXT    NOT NULL,
    engine_endpoint TEXT    NOT NULL,
    status          TEXT    NOT NULL,
    driver          TEXT    NOT NULL,
    node            TEXT    NOT NULL,
    exit_code       INTEGER,
    restarts        INTEGER NOT NULL,
    created_at      INTEGER NOT NULL,
    started_at      INTEGER,
    ended_at        INTEGER,
    changed_at      INTEGER NOT NULL,
    operation_id    TEXT,
    held_until      INTEGER,
    version         INTEGER NOT NULL,
    PRIMARY KEY (tenant, game_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX runtimes_by_status ON runtimes (status, changed_at);

-- What was done to runtimes, line by line. outcome is NULL while an operation is under way.
CREATE TABLE runtime_operations (
    seq             INTEGER PRIMARY KEY,
    id              TEXT    NOT NULL UNIQUE,
    tenant          TEXT    NOT NULL,
    game_id         TEXT    NOT NULL,
    kind            TEXT    NOT NULL,
    source          TEXT    NOT NULL,
    source_ref      TEXT,
    image_ref       TEXT    NOT NULL,
    reason          TEXT    NOT NULL,
    outcome         TEXT,
    code            TEXT,
    message         TEXT,
    container_id    TEXT,
    engine_endpoint TEXT,
    started_at      INTEGER NOT NULL,
    ended_at        INTEGER,
    publication     TEXT    NOT NULL,
    -- What asked has one operation.
    UNIQUE (tenant, source, source_ref)
) STRICT;

CREATE INDEX runtime_operations_of_game ON runtime_operations (tenant, game_id, seq);
CREATE INDEX runtime_operations_by_age ON runtime_operations (ended_at);
CREATE INDEX runtime_operations_due ON runtime_operations (publication, seq);

-- What only one node may do at a time, and which one does it.
CREATE TABLE singleton_leases (
    name       TEXT    NOT NULL PRIMARY KEY,
    holder     TEXT    NOT NULL,
    held_until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
