-- Times are milliseconds since the epoch. Ids begin with the time of acceptance and are what deliveries are listed by; `seq` is
-- compact, for references and for the other listings.

CREATE TABLE notifications (
    seq             INTEGER PRIMARY KEY,
    id              TEXT    NOT NULL UNIQUE,
    tenant          TEXT    NOT NULL,
    producer        TEXT    NOT NULL,
    idempotency_key TEXT    NOT NULL,
    type            TEXT    NOT NULL,
    accepted_at     INTEGER NOT NULL,
    not_before      INTEGER,
    expires_at      INTEGER,
    request_id      TEXT,
    traceparent     TEXT,
    tracestate      TEXT,
    title           TEXT,
    summary         TEXT,
    fallback        TEXT,
    target_url      TEXT,
    payload         BLOB,
    dedupe_key      TEXT
) STRICT;

-- For retention, which must find the oldest whatever the clock did.
CREATE INDEX notifications_by_age ON notifications (accepted_at);

CREATE TABLE deliveries (
    seq                 INTEGER PRIMARY KEY,
    id                  TEXT    NOT NULL UNIQUE,
    notification_seq    INTEGER NOT NULL REFERENCES notifications (seq),
    tenant              TEXT    NOT NULL,
    channel             TEXT    NOT NULL,
    recipient           TEXT    NOT NULL,
    address             TEXT,
    status              TEXT    NOT NULL,
    reason              TEXT,
    -- pending, failed: the next attempt; sending: the end of the lease; ended: NULL
    due_at              INTEGER,
    finished_at         INTEGER,
    -- Sent long after it was accepted: when. NULL for nearly all.
    sent_late_at        INTEGER,
    lease_token         TEXT,
    lease_node          TEXT,
    attempts_used       INTEGER NOT NULL DEFAULT 0,
    reclaim_count       INTEGER NOT NULL DEFAULT 0,
    replay_count        INTEGER NOT NULL DEFAULT 0,
    -- The last attempt that began. When attempt_started_at is NULL, its evidence stands in attempts.
    attempt_number      INTEGER NOT NULL,
    attempt_started_at  INTEGER,
    attempt_ended_at    INTEGER,
    attempt_result      TEXT,
    attempt_code        TEXT,
    attempt_message     TEXT,
    provider_status     INTEGER,
    provider_message_id TEXT,
    request             TEXT,
    response            TEXT,
    -- Its number in queued_deliveries; NULL where no order is kept.
    place               INTEGER
) STRICT;

CREATE INDEX deliveries_of_notification ON deliveries (notification_seq);
-- All that a claim, a backlog and a wake-up read. Finished deliveries are not in it.
CREATE INDEX deliveries_due ON deliveries (channel, due_at) WHERE due_at IS NOT NULL;
CREATE INDEX deliveries_of_recipient ON deliveries (tenant, recipient);
-- What people look for: few among many sent ones, which never touch this index.
CREATE INDEX deliveries_not_sent ON deliveries (tenant, id) WHERE status IN ('dead', 'skipped', 'canceled');
-- What was sent since some time is found by id, but for these.
CREATE INDEX deliveries_sent_late ON deliveries (tenant, sent_late_at) WHERE sent_late_at IS NOT NULL;

-- Unfinished deliveries on channels that keep the order of acceptance, by tenant, channel and recipient, whose digest is the
-- name of the queue. The order of places is that of acceptance. Only the first of a queue is ever due; the others have a due
-- time that never comes.
CREATE TABLE queued_deliveries (
    place       INTEGER PRIMARY KEY,
    queue       TEXT NOT NULL,
    delivery_id TEXT NOT NULL
) STRICT;

CREATE INDEX queued_deliveries_in_order ON queued_deliveries (queue, place);

-- Attempts before the last.
CREATE TABLE attempts (
    delivery_seq        INTEGER NOT NULL REFERENCES deliveries (seq),
    number              INTEGER NOT NULL,
    started_at          INTEGER NOT NULL,
    ended_at            INTEGER,
    result              TEXT    NOT NULL,
    code                TEXT,
    message             TEXT,
    provider_status     INTEGER,
    provider_message_id TEXT,
    late                INTEGER NOT NULL DEFAULT 0,
    request             TEXT,
    response            TEXT,
    PRIMARY KEY (delivery_seq, number)
) STRICT;

-- What clients said of pushed events: beside the deliveries, whose rows are hot.
CREATE TABLE acks (
    delivery_id  TEXT    NOT NULL PRIMARY KEY,
    delivered_at INTEGER NOT NULL,
    read_at      INTEGER,
    acked_at     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX acks_by_age ON acks (acked_at);

-- Outlives the notification, hence no reference to it.
CREATE TABLE idempotency (
    tenant          TEXT    NOT NULL,
    producer        TEXT    NOT NULL,
    idempotency_key TEXT    NOT NULL,
    notification_id TEXT    NOT NULL,
    fingerprint     BLOB    NOT NULL,
    created_at      INTEGER NOT NULL,
    PRIMARY KEY (tenant, producer, idempotency_key)
) STRICT, WITHOUT ROWID;

CREATE INDEX idempotency_by_age ON idempotency (created_at);

-- Who holds the places of dedupe keys: docs/adr/0005. delivery_id is NULL where all of a notification on a channel hold one.
CREATE TABLE dedupe (
    digest           TEXT    NOT NULL PRIMARY KEY,
    notification_seq INTEGER NOT NULL REFERENCES notifications (seq),
    delivery_id      TEXT,
    -- Where the channel is still to come, for the place on it.
    dedupe_key       TEXT
) STRICT, WITHOUT ROWID;

CREATE INDEX dedupe_of_notification ON dedupe (notification_seq);

-- Which deliveries of an earlier notification serve a later one.
CREATE TABLE reuses (
    notification_seq INTEGER NOT NULL REFERENCES notifications (seq),
    delivery_id      TEXT    NOT NULL,
    reused_seq       INTEGER NOT NULL REFERENCES notifications (seq),
    PRIMARY KEY (notification_seq, delivery_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX reuses_of_notification ON reuses (reused_seq);

CREATE TABLE endpoints (
    tenant          TEXT    NOT NULL,
    recipient       TEXT    NOT NULL,
    channel         TEXT    NOT NULL,
    address         TEXT    NOT NULL,
    enabled         INTEGER NOT NULL,
    disabled_reason TEXT,
    paused_until    INTEGER,
    -- Sealed by the secret cipher.
    secrets         BLOB    NOT NULL,
    auth            BLOB    NOT NULL,
    -- The key that sealed both.
    key_id          TEXT    NOT NULL,
    settings        TEXT    NOT NULL,
    failing_since   INTEGER,
    failed_attempts INTEGER NOT NULL DEFAULT 0,
    test_status     TEXT,
    test_error      TEXT,
    tested_at       INTEGER,
    created_at      INTEGER NOT NULL,
    updated_at      INTEGER NOT NULL,
    -- Another one after each change but those by attempts and tests; begins with the time, so that one made anew has another.
    version         INTEGER NOT NULL,
    PRIMARY KEY (tenant, recipient, channel)
) STRICT, WITHOUT ROWID;
CREATE INDEX endpoints_of_key ON endpoints (key_id, tenant, recipient, channel);

CREATE TABLE operational_events (
    seq         INTEGER PRIMARY KEY,
    id          TEXT    NOT NULL UNIQUE,
    tenant      TEXT    NOT NULL,
    kind        TEXT    NOT NULL,
    subject     TEXT    NOT NULL,
    message     TEXT    NOT NULL,
    happened_at INTEGER NOT NULL
) STRICT;

-- For the list of a tenant, however much others have.
CREATE INDEX operational_events_of_tenant ON operational_events (tenant);
CREATE INDEX operational_events_by_age ON operational_events (happened_at);

CREATE TABLE quarantine (
    seq            INTEGER PRIMARY KEY,
    id             TEXT    NOT NULL UNIQUE,
    tenant         TEXT    NOT NULL,
    source         TEXT    NOT NULL,
    position       TEXT    NOT NULL,
    reason         TEXT    NOT NULL,
    quarantined_at INTEGER NOT NULL,
    raw            BLOB    NOT NULL,
    UNIQUE (tenant, source, position)
) STRICT;

CREATE INDEX quarantine_of_tenant ON quarantine (tenant);
CREATE INDEX quarantine_by_age ON quarantine (quarantined_at);

-- Of this installation, not of a tenant.
CREATE TABLE offsets (
    label    TEXT    NOT NULL PRIMARY KEY,
    position TEXT    NOT NULL,
    saved_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE api_keys (
    id         TEXT    NOT NULL PRIMARY KEY,
    tenant     TEXT    NOT NULL,
    name       TEXT    NOT NULL,
    scopes     TEXT    NOT NULL,
    hash       BLOB    NOT NULL UNIQUE,
    created_at INTEGER NOT NULL,
    revoked_at INTEGER,
    expires_at INTEGER,
    -- One a line; empty: any.
    networks   TEXT    NOT NULL,
    types      TEXT    NOT NULL,
    recipients TEXT    NOT NULL,
    last_used_at INTEGER
) STRICT;
CREATE INDEX api_keys_of_tenant ON api_keys (tenant, id);

-- Processes that share this store, a row a run.
CREATE TABLE nodes (
    instance     TEXT    NOT NULL PRIMARY KEY,
    name         TEXT    NOT NULL,
    version      TEXT    NOT NULL,
    address      TEXT    NOT NULL,
    draining     INTEGER NOT NULL,
    started_at   INTEGER NOT NULL,
    last_seen_at INTEGER NOT NULL,
    left_at      INTEGER,
    -- A JSON array of objects: channel, concurrency, waiting, sending.
    lanes        TEXT    NOT NULL
) STRICT, WITHOUT ROWID;

-- Endpoint circuits, shared by all nodes; healthy endpoints have no row. not_before is 0 once the endpoint has recovered.
CREATE TABLE endpoint_circuits (
    tenant     TEXT    NOT NULL,
    recipient  TEXT    NOT NULL,
    channel    TEXT    NOT NULL,
    reason     TEXT    NOT NULL,
    opened     INTEGER NOT NULL,
    not_before INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    PRIMARY KEY (tenant, recipient, channel)
) STRICT, WITHOUT ROWID;

CREATE INDEX endpoint_circuits_by_change ON endpoint_circuits (changed_at);

-- The pace of endpoints that have a rate. Microseconds: a pace is finer than a millisecond.
CREATE TABLE endpoint_rates (
    tenant     TEXT    NOT NULL,
    recipient  TEXT    NOT NULL,
    channel    TEXT    NOT NULL,
    next_at_us INTEGER NOT NULL,
    PRIMARY KEY (tenant, recipient, channel)
) STRICT, WITHOUT ROWID;

-- Keys that seal secrets here, by id, each with a known value that it has sealed: a server that lacks one must not start. A
-- key is here as long as anything may be sealed with it.
CREATE TABLE secret_keys (
    id         TEXT    NOT NULL PRIMARY KEY,
    proof      BLOB    NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

-- Keys that sign the tokens of subscribers, sealed. The newest that has no end signs; the others verify until their end.
CREATE TABLE token_keys (
    id         TEXT    NOT NULL PRIMARY KEY,
    key_id     TEXT    NOT NULL,
    sealed     BLOB    NOT NULL,
    created_at INTEGER NOT NULL,
    ends_at    INTEGER
) STRICT;

-- At most one key has no end: it signs.
CREATE UNIQUE INDEX token_keys_signing ON token_keys ((ends_at IS NULL)) WHERE ends_at IS NULL;

-- One row, written to prove that a write can be made durable.
CREATE TABLE heartbeat (
    id      INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    beat_at INTEGER NOT NULL
) STRICT;

-- Filled and emptied to prove that there is room for what an insert writes.
CREATE TABLE ballast (
    id   INTEGER NOT NULL PRIMARY KEY,
    fill BLOB    NOT NULL
);
