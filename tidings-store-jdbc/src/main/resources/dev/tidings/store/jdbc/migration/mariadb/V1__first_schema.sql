-- Times are milliseconds since the epoch, of the database's clock. Ids begin with the time they were made at, so that they
-- order by acceptance and rows are added at the end of their tables. Text compares by its characters' numbers, case and
-- trailing blanks told apart (utf8mb4_nopad_bin); what a unique key holds is as long as the intents' limits allow.
-- TEXT stands in the row as long as the row fits its page.

CREATE TABLE notifications (
    id              VARCHAR(40)  NOT NULL PRIMARY KEY,
    tenant          VARCHAR(64)  NOT NULL,
    producer        VARCHAR(255) NOT NULL,
    idempotency_key VARCHAR(255) NOT NULL,
    type            VARCHAR(255) NOT NULL,
    accepted_at     BIGINT       NOT NULL,
    not_before      BIGINT,
    expires_at      BIGINT,
    request_id      TEXT,
    traceparent     TEXT,
    tracestate      TEXT,
    title           MEDIUMTEXT,
    summary         MEDIUMTEXT,
    fallback        MEDIUMTEXT,
    target_url      MEDIUMTEXT,
    payload         LONGBLOB,
    dedupe_key      TEXT,
    -- For retention, which must find the oldest whatever the clock did.
    INDEX notifications_by_age (accepted_at)
) ENGINE = InnoDB, CHARACTER SET = utf8mb4, COLLATE = utf8mb4_nopad_bin;

CREATE TABLE deliveries (
    id                  VARCHAR(40)   NOT NULL PRIMARY KEY,
    notification_id     VARCHAR(40)   NOT NULL,
    tenant              VARCHAR(64)   NOT NULL,
    channel             VARCHAR(100)  NOT NULL,
    -- An address, where no endpoint says it: longer than a recipient.
    recipient           VARCHAR(4096) NOT NULL,
    address             TEXT,
    status              VARCHAR(16)   NOT NULL,
    -- True for dead, skipped and canceled, NULL for the others.
    not_sent            BOOLEAN,
    reason              TEXT,
    -- pending, failed: the next attempt; sending: the end of the lease; ended: NULL
    due_at              BIGINT,
    finished_at         BIGINT,
    -- Sent long after it was accepted: when. NULL for nearly all.
    sent_late_at        BIGINT,
    lease_token         VARCHAR(255),
    lease_node          VARCHAR(255),
    attempts_used       INTEGER       NOT NULL DEFAULT 0,
    reclaim_count       INTEGER       NOT NULL DEFAULT 0,
    replay_count        INTEGER       NOT NULL DEFAULT 0,
    -- The last attempt that began. When attempt_started_at is NULL, its evidence stands in attempts.
    attempt_number      INTEGER       NOT NULL,
    attempt_started_at  BIGINT,
    attempt_ended_at    BIGINT,
    attempt_result      VARCHAR(32),
    attempt_code        TEXT,
    attempt_message     MEDIUMTEXT,
    provider_status     INTEGER,
    provider_message_id TEXT,
    request             MEDIUMTEXT,
    response            MEDIUMTEXT,
    -- Its number in queued_deliveries; NULL where no order is kept.
    place               BIGINT,
    INDEX deliveries_of_notification (notification_id),
    -- All that a claim, a backlog and a wake-up read. There are no partial indexes here: finished deliveries stand in it
    -- with NULL, before all others of their channel, where no range of times comes.
    INDEX deliveries_due (channel, due_at),
    INDEX deliveries_of_recipient (tenant, recipient (512)),
    -- What people look for: few among many sent ones. And those sent late: what was sent since some time is found by id,
    -- but for these.
    INDEX deliveries_not_sent (tenant, not_sent, sent_late_at)
) ENGINE = InnoDB, CHARACTER SET = utf8mb4, COLLATE = utf8mb4_nopad_bin;

-- Unfinished deliveries on channels that keep the order of acceptance, by tenant, channel and recipient, whose digest is the
-- name of the queue. The order of places is that of acceptance, on whichever node. Only the first of a queue is ever due; the
-- others have a due time that never comes.
CREATE TABLE queued_deliveries (
    queue       VARCHAR(32) NOT NULL,
    place       BIGINT      NOT NULL AUTO_INCREMENT,
    delivery_id VARCHAR(40) NOT NULL,
    PRIMARY KEY (queue, place),
    UNIQUE INDEX by_place (place)
) ENGINE = InnoDB, CHARACTER SET = utf8mb4, COLLATE = utf8mb4_nopad_bin;

-- Attempts before the last.
CREATE TABLE attempts (
    delivery_id         VARCHAR(40) NOT NULL,
    number              INTEGER     NOT NULL,
    started_at          BIGINT      NOT NULL,
    ended_at            BIGINT,
    result              VARCHAR(32) NOT NULL,
    code                TEXT,
    message             MEDIUMTEXT,
    provider_status     INTEGER,
    provider_message_id TEXT,
    late                BOOLEAN     NOT NULL DEFAULT false,
    request             MEDIUMTEXT,
    response            MEDIUMTEXT,
    PRIMARY KEY (delivery_id, number)
) ENGINE = InnoDB, CHARACTER SET = utf8mb4, COLLATE = utf8mb4_nopad_bin;

-- What clients said of pushed events: beside the deliveries, whose rows are hot.
CREATE TABLE acks (
    delivery_id  VARCHAR(40) NOT NULL PRIMARY KEY,
    delivered_at BIGINT      NOT NULL,
    read_at      BIGINT,
    acked_at     BIGINT      NOT NULL,
    INDEX acks_by_age (acked_at)
) ENGINE = InnoDB, CHARACTER SET = utf8mb4, COLLATE = utf8mb4_nopad_bin;

-- Outlives the notification. The key comes first: it tells more of them apart than tenant and producer do.
CREATE TABLE idempotency (
    tenant          VARCHAR(64)   NOT NULL,
    producer        VARCHAR(255)  NOT NULL,
    idempotency_key VARCHAR(255)  NOT NULL,
    notification_id VARCHAR(40)   NOT NULL,
    fingerprint     VARBINARY(64) NOT NULL,
    created_at      BIGINT        NOT NULL,
    PRIMARY KEY (idempotency_key, producer, tenant),
    INDEX idempotency_by_age (created_at)
) ENGINE = InnoDB, CHARACTER SET = utf8mb4, COLLATE = utf8mb4_nopad_bin;

-- Who holds the places of dedupe keys: docs/adr/0005. delivery_id is NULL where all of a notification on a channel hold one.
CREATE TABLE dedupe (
    digest          VARCHAR(43) NOT NULL PRIMARY KEY,
    notification_id VARCHAR(40) NOT NULL,
    delivery_id     VARCHAR(40),
    -- Where the channel is still to come, for the place on it.
    dedupe_key      TEXT,
    INDEX dedupe_of_notification (notification_id)
) ENGINE = InnoDB, CHARACTER SET = utf8mb4, COLLATE = utf8mb4_nopad_bin;

-- Which deliveries of an earlier notification serve a later one.
CREATE TABLE reuses (
    notification_id VARCHAR(40) NOT NULL,
    delivery_id     VARCHAR(40) NOT NULL,
    reused_id       VARCHAR(40) NOT NULL,
    PRIMARY KEY (notification_id, delivery_id),
    INDEX reuses_of_notification (reused_id)
) ENGINE = InnoDB, CHARACTER SET = utf8mb4, COLLATE = utf8mb4_nopad_bin;

CREATE TABLE endpoints (
    tenant          VARCHAR(64)  NOT NULL,
    recipient       VARCHAR(512) NOT NULL,
    channel         VARCHAR(100) NOT NULL,
    address         TEXT         NOT NULL,
    enabled         BOOLEAN      NOT NULL,
    disabled_reason TEXT,
    paused_until    BIGINT,
    -- Sealed by the secret cipher.
    secrets         MEDIUMBLOB   NOT NULL,
    auth            MEDIUMBLOB   NOT NULL,
    -- The key that sealed both.
    key_id          VARCHAR(64)  NOT NULL,
    settings        MEDIUMTEXT   NOT NULL,
    failing_since   BIGINT,
    failed_attempts INTEGER      NOT NULL DEFAULT 0,
    test_status     TEXT,
    test_error      MEDIUMTEXT,
    tested_at       BIGINT,
    created_at      BIGINT       NOT NULL,
    updated_at      BIGINT       NOT NULL,
    -- Another one after each change but those by attempts and tests; begins with the time, so that one made anew has another.
    version         BIGINT       NOT NULL,
    PRIMARY KEY (tenant, recipient, channel)
) ENGINE = InnoDB, CHARACTER SET = utf8mb4, COLLATE = utf8mb4_nopad_bin;
CREATE INDEX endpoints_of_key ON endpoints (key_id, tenant, recipient, channel);

-- Processes that share this store, a row a run.
CREATE TABLE nodes (
    instance     VARCHAR(255) NOT NULL PRIMARY KEY,
    name         TEXT         NOT NULL,
    version      TEXT         NOT NULL,
    address      TEXT         NOT NULL,
    draining     BOOLEAN      NOT NULL,
    started_at   BIGINT       NOT NULL,
    last_seen_at BIGINT       NOT NULL,
    left_at      BIGINT,
    -- A JSON array of objects: channel, concurrency, waiting, sending.
    lanes        MEDIUMTEXT   NOT NULL
) ENGINE = InnoDB, CHARACTER SET = utf8mb4, COLLATE = utf8mb4_nopad_bin;

-- Endpoint circuits, shared by all nodes; healthy endpoints have no row. not_before is 0 once the endpoint has recovered.
CREATE TABLE endpoint_circuits (
    tenant     VARCHAR(64)  NOT NULL,
    recipient  VARCHAR(512) NOT NULL,
    channel    VARCHAR(100) NOT NULL,
    reason     VARCHAR(64)  NOT NULL,
    opened     INTEGER      NOT NULL,
    not_before BIGINT       NOT NULL,
    changed_at BIGINT       NOT NULL,
    PRIMARY KEY (tenant, recipient, channel),
    INDEX endpoint_circuits_by_change (changed_at)
) ENGINE = InnoDB, CHARACTER SET = utf8mb4, COLLATE = utf8mb4_nopad_bin;

-- The pace of endpoints that have a rate. Microseconds: a pace is finer than a millisecond.
CREATE TABLE endpoint_rates (
    tenant     VARCHAR(64)  NOT NULL,
    recipient  VARCHAR(512) NOT NULL,
    channel    VARCHAR(100) NOT NULL,
    next_at_us BIGINT       NOT NULL,
    PRIMARY KEY (tenant, recipient, channel)
) ENGINE = InnoDB, CHARACTER SET = utf8mb4, COLLATE = utf8mb4_nopad_bin;

CREATE TABLE operational_events (
    seq         BIGINT      NOT NULL AUTO_INCREMENT PRIMARY KEY,
    id          VARCHAR(40) NOT NULL UNIQUE,
    tenant      VARCHAR(64) NOT NULL,
    kind        TEXT        NOT NULL,
    subject     MEDIUMTEXT  NOT NULL,
    message     MEDIUMTEXT  NOT NULL,
    happened_at BIGINT      NOT NULL,
    -- For the list of a tenant, however much others have.
    INDEX operational_events_of_tenant (tenant, seq),
    INDEX operational_events_by_age (happened_at)
) ENGINE = InnoDB, CHARACTER SET = utf8mb4, COLLATE = utf8mb4_nopad_bin;

CREATE TABLE quarantine (
    seq            BIGINT       NOT NULL AUTO_INCREMENT PRIMARY KEY,
    id             VARCHAR(40)  NOT NULL UNIQUE,
    tenant         VARCHAR(64)  NOT NULL,
    source         VARCHAR(255) NOT NULL,
    position       VARCHAR(255) NOT NULL,
    reason         MEDIUMTEXT   NOT NULL,
    quarantined_at BIGINT       NOT NULL,
    raw            MEDIUMBLOB   NOT NULL,
    UNIQUE (tenant, source, position),
    INDEX quarantine_of_tenant (tenant, seq),
    INDEX quarantine_by_age (quarantined_at)
) ENGINE = InnoDB, CHARACTER SET = utf8mb4, COLLATE = utf8mb4_nopad_bin;

-- Of this installation, not of a tenant.
CREATE TABLE offsets (
    label    VARCHAR(255) NOT NULL PRIMARY KEY,
    position TEXT         NOT NULL,
    saved_at BIGINT       NOT NULL
) ENGINE = InnoDB, CHARACTER SET = utf8mb4, COLLATE = utf8mb4_nopad_bin;

CREATE TABLE api_keys (
    id         VARCHAR(40)   NOT NULL PRIMARY KEY,
    tenant     VARCHAR(64)   NOT NULL,
    name       TEXT          NOT NULL,
    scopes     TEXT          NOT NULL,
    hash       VARBINARY(64) NOT NULL UNIQUE,
    created_at BIGINT        NOT NULL,
    revoked_at BIGINT,
    expires_at BIGINT,
    -- One a line; empty: any.
    networks   TEXT          NOT NULL,
    types      TEXT          NOT NULL,
    recipients TEXT          NOT NULL,
    last_used_at BIGINT,
    INDEX api_keys_of_tenant (tenant, id)
) ENGINE = InnoDB, CHARACTER SET = utf8mb4, COLLATE = utf8mb4_nopad_bin;

-- Keys that seal secrets here, by id, each with a known value that it has sealed: a server that lacks one must not start. A
-- key is here as long as anything may be sealed with it.
CREATE TABLE secret_keys (
    id         VARCHAR(64)    NOT NULL PRIMARY KEY,
    proof      VARBINARY(512) NOT NULL,
    created_at BIGINT         NOT NULL
) ENGINE = InnoDB, CHARACTER SET = utf8mb4, COLLATE = utf8mb4_nopad_bin;

-- Keys that sign the tokens of subscribers, sealed. The newest that has no end signs; the others verify until their end.
CREATE TABLE token_keys (
    id         VARCHAR(64)    NOT NULL PRIMARY KEY,
    key_id     VARCHAR(64)    NOT NULL,
    sealed     VARBINARY(512) NOT NULL,
    created_at BIGINT         NOT NULL,
    ends_at    BIGINT,
    -- At most one key has no end: it signs.
    signing    BOOLEAN AS (IF(ends_at IS NULL, TRUE, NULL)) STORED,
    UNIQUE INDEX token_keys_signing (signing)
) ENGINE = InnoDB, CHARACTER SET = utf8mb4, COLLATE = utf8mb4_nopad_bin;

-- One row, written to prove that a write can be made durable.
CREATE TABLE heartbeat (
    id      INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    beat_at BIGINT  NOT NULL
) ENGINE = InnoDB, CHARACTER SET = utf8mb4, COLLATE = utf8mb4_nopad_bin;

-- Filled and emptied to prove that there is room for what an insert writes.
CREATE TABLE ballast (
    id   INTEGER    NOT NULL PRIMARY KEY,
    fill MEDIUMBLOB NOT NULL
) ENGINE = InnoDB, CHARACTER SET = utf8mb4, COLLATE = utf8mb4_nopad_bin;

-- The oldest schema version whose servers may still work here. A migration that only adds leaves it; one that takes away
-- what older servers use raises it.
CREATE TABLE compatibility (
    id             INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    oldest_version INTEGER NOT NULL
) ENGINE = InnoDB, CHARACTER SET = utf8mb4, COLLATE = utf8mb4_nopad_bin;

INSERT INTO compatibility (id, oldest_version) VALUES (1, 1);
