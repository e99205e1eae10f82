-- Times are milliseconds since the epoch, of the database's clock. Ids of notifications, deliveries and endpoints are 16 bytes that
-- start with the time of creation, so that they order rows by acceptance and rows are added at the end of their tables. Text
-- compares by code points, including case and trailing blanks (utf8mb4_nopad_bin). Columns of unique keys are as long as the limits of intents. TEXT is stored in the row if it fits the page.

CREATE TABLE notifications (
    id              BINARY(16)   NOT NULL PRIMARY KEY,
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
    ordering_key    TEXT,
    -- Whether a dead delivery holds up the later ones of its ordering key; NULL if not.
    ordering_halts  BOOLEAN,
    concurrency_key TEXT
) ENGINE = InnoDB, CHARACTER SET = utf8mb4, COLLATE = utf8mb4_nopad_bin;

CREATE TABLE deliveries (
    id                  BINARY(16)    NOT NULL PRIMARY KEY,
    notification_id     BINARY(16)    NOT NULL,
    tenant              VARCHAR(64)   NOT NULL,
    channel             VARCHAR(100)  NOT NULL,
    -- An address given in the intent, which may be longer than a recipient.
    recipient           VARCHAR(4096) NOT NULL,
    -- NULL for an address from the intent, for a channel without endpoints, and for a skip for lack of one.
    endpoint_id         BINARY(16),
    address             TEXT,
    status              VARCHAR(16)   NOT NULL,
    -- True for dead, skipped and canceled deliveries, otherwise NULL.
    not_sent            BOOLEAN,
    reason              TEXT,
    -- pending, failed: the next attempt; sending: the end of the lease; finished: NULL
    due_at              BIGINT,
    finished_at         BIGINT,
    -- When it was sent, if long after acceptance. NULL for nearly all deliveries.
    sent_late_at        BIGINT,
    lease_token         VARCHAR(255),
    lease_node          VARCHAR(255),
    attempts_used       INTEGER       NOT NULL DEFAULT 0,
    reclaim_count       INTEGER       NOT NULL DEFAULT 0,
    replay_count        INTEGER       NOT NULL DEFAULT 0,
    -- The last started attempt. If attempt_started_at is NULL, its evidence is in attempts.
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
    -- The queue of its ordering key; NULL if it has none, or if the channel preserves the order per recipient anyway.
    queue               VARCHAR(32),
    -- Its number in queued_deliveries; NULL if it is in no queue.
    queue_position      BIGINT,
    -- When its address and evidence were removed with its recipient. NULL for nearly all deliveries.
    erased_at           BIGINT,
    -- The channel and due_at of waiting deliveries; NULL for others, so that a first-try success does not move its index entry.
    waiting_channel     VARCHAR(100) AS (CASE WHEN status IN ('pending', 'failed') THEN channel END) STORED,
    waiting_until       BIGINT       AS (CASE WHEN status IN ('pending', 'failed') THEN due_at END) STORED,
    -- Whether it is under a lease; NULL for finished deliveries.
    leased              BOOLEAN       AS (CASE WHEN status = 'sending' THEN true WHEN status IN ('pending', 'failed') THEN false END) STORED,
    INDEX deliveries_of_notification (notification_id),
    -- Everything that claims, backlogs and wake-ups read: the waiting deliveries of a channel, then those under a lease. MariaDB has
    -- no partial indexes: finished deliveries are in it with NULL, before all others of their channel.
    INDEX deliveries_due (channel, leased, due_at),
    INDEX deliveries_of_recipient (tenant, recipient (512)),
    -- For lists of unsent deliveries, which are few; for fair claims of waiting ones; and for late sends: other deliveries sent since
    -- some time are found by id.
    INDEX deliveries_not_sent (tenant, not_sent, waiting_channel, waiting_until, sent_late_at)
) ENGINE = InnoDB, CHARACTER SET = utf8mb4, COLLATE = utf8mb4_nopad_bin;

-- Unfinished deliveries that are sent in the order of acceptance. A queue is named by a digest of tenant, channel and recipient, on
-- channels that preserve order, or of tenant, channel, target and ordering key. Positions are in the order of acceptance on any node.
-- Only the first delivery of a queue is ever due; the others have a due time in the far future.
CREATE TABLE queued_deliveries (
    queue          VARCHAR(32) NOT NULL,
    queue_position BIGINT      NOT NULL AUTO_INCREMENT,
    delivery_id    BINARY(16)  NOT NULL,
    PRIMARY KEY (queue, queue_position),
    UNIQUE INDEX by_position (queue_position)
) ENGINE = InnoDB, CHARACTER SET = utf8mb4, COLLATE = utf8mb4_nopad_bin;

-- Deliveries whose concurrency key, a digest of it and the tenant, allows them to be sent now (waiting is 0), and those that wait for such
-- a permit (1), which have a due time in the far future. Others have no row.
CREATE TABLE concurrency_permits (
    delivery_id     BINARY(16)  NOT NULL PRIMARY KEY,
    concurrency_key VARCHAR(32) NOT NULL,
    waiting         INTEGER     NOT NULL,
    INDEX concurrency_permits_in_order (concurrency_key, waiting, delivery_id)
) ENGINE = InnoDB, CHARACTER SET = utf8mb4, COLLATE = utf8mb4_nopad_bin;

-- The keys with permits: transactions lock their rows.
CREATE TABLE concurrency_keys (
    concurrency_key VARCHAR(32) NOT NULL PRIMARY KEY
) ENGINE = InnoDB, CHARACTER SET = utf8mb4, COLLATE = utf8mb4_nopad_bin;

-- Earlier attempts.
CREATE TABLE attempts (
    delivery_id         BINARY(16)  NOT NULL,
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

-- Acks of pushed events, separate from the hot rows of deliveries.
CREATE TABLE acks (
    delivery_id  BINARY(16)  NOT NULL PRIMARY KEY,
    delivered_at BIGINT      NOT NULL,
    read_at      BIGINT,
    acked_at     BIGINT      NOT NULL,
    INDEX acks_by_age (acked_at)
) ENGINE = InnoDB, CHARACTER SET = utf8mb4, COLLATE = utf8mb4_nopad_bin;

-- Outlives the notification. The key comes first because it is the most selective column.
CREATE TABLE idempotency (
    tenant          VARCHAR(64)   NOT NULL,
    producer        VARCHAR(255)  NOT NULL,
    idempotency_key VARCHAR(255)  NOT NULL,
    notification_id BINARY(16)    NOT NULL,
    fingerprint     VARBINARY(64) NOT NULL,
    created_at      BIGINT        NOT NULL,
    PRIMARY KEY (idempotency_key, producer, tenant),
    INDEX idempotency_by_age (created_at)
) ENGINE = InnoDB, CHARACTER SET = utf8mb4, COLLATE = utf8mb4_nopad_bin;

-- The holders of dedupe slots: docs/adr/0005. delivery_id is NULL if all deliveries of a notification on a channel hold a slot.
CREATE TABLE dedupe (
    digest          VARCHAR(43) NOT NULL PRIMARY KEY,
    notification_id BINARY(16)  NOT NULL,
    delivery_id     BINARY(16),
    -- The key itself, while the channel is not known yet.
    dedupe_key      TEXT,
    INDEX dedupe_of_notification (notification_id)
) ENGINE = InnoDB, CHARACTER SET = utf8mb4, COLLATE = utf8mb4_nopad_bin;

-- The deliveries of earlier notifications that later ones reuse.
CREATE TABLE reuses (
    notification_id BINARY(16)  NOT NULL,
    delivery_id     BINARY(16)  NOT NULL,
    reused_id       BINARY(16)  NOT NULL,
    PRIMARY KEY (notification_id, delivery_id),
    INDEX reuses_of_notification (reused_id)
) ENGINE = InnoDB, CHARACTER SET = utf8mb4, COLLATE = utf8mb4_nopad_bin;

-- By what notifications are found and canceled: one row per tag (kind tag) and cancel key (cancel_key). A notification with a cancel key
-- is replaceable until a later one replaces it; then it has the id of that one (superseded_by). Most notifications have no row.
CREATE TABLE notification_labels (
    tenant          VARCHAR(64)  NOT NULL,
    kind            VARCHAR(20)  NOT NULL,
    value           VARCHAR(255) NOT NULL,
    notification_id BINARY(16)   NOT NULL,
    PRIMARY KEY (tenant, kind, value, notification_id),
    INDEX notification_labels_of_notification (notification_id)
) ENGINE = InnoDB, CHARACTER SET = utf8mb4, COLLATE = utf8mb4_nopad_bin;

-- The newest notification that replaced the earlier ones of a cancel key. Each that replaces locks the row first.
CREATE TABLE replacements (
    tenant          VARCHAR(64)  NOT NULL,
    cancel_key      VARCHAR(255) NOT NULL,
    notification_id BINARY(16)   NOT NULL,
    PRIMARY KEY (tenant, cancel_key),
    INDEX replacements_of_notification (notification_id)
) ENGINE = InnoDB, CHARACTER SET = utf8mb4, COLLATE = utf8mb4_nopad_bin;

CREATE TABLE endpoints (
    id              BINARY(16)   NOT NULL PRIMARY KEY,
    tenant          VARCHAR(64)  NOT NULL,
    recipient       VARCHAR(512) NOT NULL,
    channel         VARCHAR(100) NOT NULL,
    name            VARCHAR(64)  NOT NULL,
    address         TEXT         NOT NULL,
    -- A JSON array of types and prefixes; empty for all types.
    types           MEDIUMTEXT   NOT NULL,
    metadata        MEDIUMTEXT   NOT NULL,
    enabled         BOOLEAN      NOT NULL,
    disabled_reason TEXT,
    paused_until    BIGINT,
    -- Encrypted by the secret cipher.
    secrets         MEDIUMBLOB   NOT NULL,
    auth            MEDIUMBLOB   NOT NULL,
    -- The key that encrypted both.
    key_id          VARCHAR(64)  NOT NULL,
    settings        MEDIUMTEXT   NOT NULL,
    failing_since   BIGINT,
    failed_attempts INTEGER      NOT NULL DEFAULT 0,
    test_status     TEXT,
    test_error      MEDIUMTEXT,
    tested_at       BIGINT,
    created_at      BIGINT       NOT NULL,
    updated_at      BIGINT       NOT NULL,
    -- Changes with each update except those by attempts and tests; starts with the time, so that a recreated endpoint has another one.
    version         BIGINT       NOT NULL,
    UNIQUE (tenant, recipient, channel, name)
) ENGINE = InnoDB, CHARACTER SET = utf8mb4, COLLATE = utf8mb4_nopad_bin;
CREATE INDEX endpoints_of_key ON endpoints (key_id, id);
-- For lists of one tenant.
CREATE INDEX endpoints_of_tenant ON endpoints (tenant, id);

-- Processes that share this store, one row per run.
CREATE TABLE nodes (
    instance     VARCHAR(255) NOT NULL PRIMARY KEY,
    name         TEXT         NOT NULL,
    version      TEXT         NOT NULL,
    address      TEXT         NOT NULL,
    draining     BOOLEAN      NOT NULL,
    started_at   BIGINT       NOT NULL,
    last_seen_at BIGINT       NOT NULL,
    left_at      BIGINT,
    -- Separated by commas: intake, dispatch, gateway.
    roles        TEXT         NOT NULL,
    -- A JSON array of objects: channel, concurrency, waiting, sending.
    lanes        MEDIUMTEXT   NOT NULL
) ENGINE = InnoDB, CHARACTER SET = utf8mb4, COLLATE = utf8mb4_nopad_bin;

-- Circuits, shared by all nodes; healthy targets have no row. A target is the id of an endpoint or, where there is none, the
-- recipient or the address from the intent. A provider is a target of no tenant (''). not_before is 0 once the endpoint has recovered.
CREATE TABLE endpoint_circuits (
    tenant     VARCHAR(64)  NOT NULL,
    channel    VARCHAR(100) NOT NULL,
    target     VARCHAR(512) NOT NULL,
    reason     VARCHAR(64)  NOT NULL,
    opened     INTEGER      NOT NULL,
    not_before BIGINT       NOT NULL,
    changed_at BIGINT       NOT NULL,
    -- When what is in force now began.
    since      BIGINT       NOT NULL,
    -- Of a provider: the error of the attempt that opened its circuit, or of the last probe.
    last_error TEXT,
    PRIMARY KEY (tenant, channel, target),
    INDEX endpoint_circuits_by_change (changed_at)
) ENGINE = InnoDB, CHARACTER SET = utf8mb4, COLLATE = utf8mb4_nopad_bin;

-- The rates of endpoints, in microseconds, because intervals may be shorter than a millisecond.
CREATE TABLE endpoint_rates (
    tenant     VARCHAR(64)  NOT NULL,
    channel    VARCHAR(100) NOT NULL,
    target     VARCHAR(512) NOT NULL,
    next_at_us BIGINT       NOT NULL,
    PRIMARY KEY (tenant, channel, target)
) ENGINE = InnoDB, CHARACTER SET = utf8mb4, COLLATE = utf8mb4_nopad_bin;

CREATE TABLE operational_events (
    seq         BIGINT      NOT NULL AUTO_INCREMENT PRIMARY KEY,
    id          VARCHAR(40) NOT NULL UNIQUE,
    tenant      VARCHAR(64) NOT NULL,
    kind        TEXT        NOT NULL,
    subject     MEDIUMTEXT  NOT NULL,
    message     MEDIUMTEXT  NOT NULL,
    happened_at BIGINT      NOT NULL,
    -- For lists of one tenant.
    INDEX operational_events_of_tenant (tenant, seq),
    INDEX operational_events_by_age (happened_at)
) ENGINE = InnoDB, CHARACTER SET = utf8mb4, COLLATE = utf8mb4_nopad_bin;

-- The audit log. Rows are inserted by the transactions of the changes, never updated, and deleted by retention only. They outlive
-- their tenant. The ids are in the order of time.
CREATE TABLE audit_records (
    id           VARCHAR(40)  NOT NULL PRIMARY KEY,
    tenant       VARCHAR(64)  NOT NULL,
    action       VARCHAR(64)  NOT NULL,
    object_id    VARCHAR(512) NOT NULL,
    -- JSON objects.
    before_json  MEDIUMTEXT,
    after_json   MEDIUMTEXT,
    cut          BOOLEAN      NOT NULL,
    actor        VARCHAR(64)  NOT NULL,
    actor_name   TEXT,
    actor_tenant VARCHAR(64)  NOT NULL,
    source       VARCHAR(16)  NOT NULL,
    address      VARCHAR(64),
    user_agent   TEXT,
    request_id   TEXT,
    happened_at  BIGINT       NOT NULL,
    INDEX audit_records_of_tenant (tenant, id),
    INDEX audit_records_of_object (tenant, object_id, id),
    INDEX audit_records_of_actor (tenant, actor, id),
    INDEX audit_records_of_action (tenant, action, id),
    INDEX audit_records_by_age (happened_at)
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

-- Global, not per tenant.
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
    -- One per line; empty for any.
    networks   TEXT          NOT NULL,
    types      TEXT          NOT NULL,
    recipients TEXT          NOT NULL,
    last_used_at BIGINT,
    INDEX api_keys_of_tenant (tenant, id)
) ENGINE = InnoDB, CHARACTER SET = utf8mb4, COLLATE = utf8mb4_nopad_bin;

-- Keys that encrypt secrets, by id, each with a known encrypted value: a server without one of them must not start. A key is
-- listed while anything may be encrypted with it.
CREATE TABLE secret_keys (
    id         VARCHAR(64)    NOT NULL PRIMARY KEY,
    proof      VARBINARY(512) NOT NULL,
    created_at BIGINT         NOT NULL
) ENGINE = InnoDB, CHARACTER SET = utf8mb4, COLLATE = utf8mb4_nopad_bin;

-- Keys that sign the tokens of subscribers, encrypted. The newest one without an end signs; the others verify until their end.
CREATE TABLE token_keys (
    id         VARCHAR(64)    NOT NULL PRIMARY KEY,
    key_id     VARCHAR(64)    NOT NULL,
    sealed     VARBINARY(512) NOT NULL,
    created_at BIGINT         NOT NULL,
    ends_at    BIGINT,
    -- At most one key has no end: the signing key.
    signing    BOOLEAN AS (IF(ends_at IS NULL, TRUE, NULL)) STORED,
    UNIQUE INDEX token_keys_signing (signing)
) ENGINE = InnoDB, CHARACTER SET = utf8mb4, COLLATE = utf8mb4_nopad_bin;

-- One row, written to verify that a write can be made durable.
CREATE TABLE heartbeat (
    id      INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    beat_at BIGINT  NOT NULL
) ENGINE = InnoDB, CHARACTER SET = utf8mb4, COLLATE = utf8mb4_nopad_bin;

-- Filled and emptied to verify that there is space for inserts.
CREATE TABLE ballast (
    id   INTEGER    NOT NULL PRIMARY KEY,
    fill MEDIUMBLOB NOT NULL
) ENGINE = InnoDB, CHARACTER SET = utf8mb4, COLLATE = utf8mb4_nopad_bin;

-- The oldest schema version whose servers may still use this database. A migration that only adds does not change it; one that
-- removes what older servers use raises it.
CREATE TABLE compatibility (
    id             INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    oldest_version INTEGER NOT NULL
) ENGINE = InnoDB, CHARACTER SET = utf8mb4, COLLATE = utf8mb4_nopad_bin;

INSERT INTO compatibility (id, oldest_version) VALUES (1, 1);

-- The current or last runtime of each game. operation_id is the operation that holds it until held_until. version changes with
-- every write, so that of two writers that read the same version only one succeeds.
CREATE TABLE runtimes (
    tenant          VARCHAR(64)   NOT NULL,
    game_id         VARCHAR(255)  NOT NULL,
    image_ref       VARCHAR(1024) NOT NULL,
    container_id    VARCHAR(255)  NOT NULL,
    engine_endpoint VARCHAR(255)  NOT NULL,
    status          VARCHAR(16)   NOT NULL,
    driver          VARCHAR(64)   NOT NULL,
    node            VARCHAR(255)  NOT NULL,
    exit_code       INTEGER,
    restarts        INTEGER       NOT NULL,
    created_at      BIGINT        NOT NULL,
    started_at      BIGINT,
    ended_at        BIGINT,
    changed_at      BIGINT        NOT NULL,
    operation_id    VARCHAR(40),
    held_until      BIGINT,
    version         BIGINT        NOT NULL,
    PRIMARY KEY (tenant, game_id),
    INDEX runtimes_by_status (status, changed_at)
) ENGINE = InnoDB, CHARACTER SET = utf8mb4, COLLATE = utf8mb4_nopad_bin;

-- The operations on runtimes, in order. outcome is NULL while an operation is in progress.
CREATE TABLE runtime_operations (
    seq             BIGINT        NOT NULL AUTO_INCREMENT PRIMARY KEY,
    id              VARCHAR(40)   NOT NULL UNIQUE,
    tenant          VARCHAR(64)   NOT NULL,
    game_id         VARCHAR(255)  NOT NULL,
    kind            VARCHAR(16)   NOT NULL,
    source          VARCHAR(255)  NOT NULL,
    source_ref      VARCHAR(255),
    image_ref       VARCHAR(1024) NOT NULL,
    reason          TEXT          NOT NULL,
    outcome         VARCHAR(16),
    code            VARCHAR(64),
    message         TEXT,
    container_id    VARCHAR(255),
    engine_endpoint VARCHAR(255),
    started_at      BIGINT        NOT NULL,
    ended_at        BIGINT,
    publication     VARCHAR(16)   NOT NULL,
    -- One operation per request.
    UNIQUE (tenant, source, source_ref),
    INDEX runtime_operations_of_game (tenant, game_id, seq),
    INDEX runtime_operations_by_age (ended_at),
    INDEX runtime_operations_due (publication, seq)
) ENGINE = InnoDB, CHARACTER SET = utf8mb4, COLLATE = utf8mb4_nopad_bin;

-- Tasks that only one node may run at a time, and the node that runs each.
CREATE TABLE singleton_leases (
    name            VARCHAR(255)  NOT NULL PRIMARY KEY,
    holder          VARCHAR(255)  NOT NULL,
    held_until      BIGINT        NOT NULL
) ENGINE = InnoDB, CHARACTER SET = utf8mb4, COLLATE = utf8mb4_nopad_bin;

-- How many deliveries of all tenants waited for each reason when they were last counted. If complete is false, at least so many.
CREATE TABLE wait_counts (
    reason     VARCHAR(64) NOT NULL PRIMARY KEY,
    deliveries BIGINT      NOT NULL,
    complete   BOOLEAN     NOT NULL,
    counted_at BIGINT      NOT NULL
) ENGINE = InnoDB, CHARACTER SET = utf8mb4, COLLATE = utf8mb4_nopad_bin;

-- The unfinished deliveries of each channel when they were last counted, together with wait_counts.
CREATE TABLE backlog_counts (
    channel       VARCHAR(64) NOT NULL PRIMARY KEY,
    waiting       BIGINT      NOT NULL,
    due           BIGINT      NOT NULL,
    oldest_due_at BIGINT,
    complete      BOOLEAN     NOT NULL
) ENGINE = InnoDB, CHARACTER SET = utf8mb4, COLLATE = utf8mb4_nopad_bin;

-- Background work over many rows, in slices, and its progress: see BulkRunStore. Of an ended run, open_number, subject and the
-- lease are NULL.
CREATE TABLE bulk_runs (
    id           VARCHAR(40)  NOT NULL PRIMARY KEY,
    tenant       VARCHAR(64)  NOT NULL,
    kind         VARCHAR(64)  NOT NULL,
    -- A JSON object.
    request      MEDIUMTEXT   NOT NULL,
    -- The id of the API key.
    requested_by VARCHAR(64),
    -- What only one open run may work on.
    subject      VARCHAR(600),
    status       VARCHAR(16)  NOT NULL,
    matched      INTEGER,
    done         BIGINT       NOT NULL,
    passed_over  BIGINT       NOT NULL,
    next_slice   MEDIUMTEXT,
    -- Leases since the last progress.
    tries        INTEGER      NOT NULL,
    -- Unique among the open runs of a tenant, which limits their number.
    open_number  INTEGER,
    lease_token  VARCHAR(255),
    lease_until  BIGINT,
    started_at   BIGINT       NOT NULL,
    ended_at     BIGINT,
    error        MEDIUMTEXT,
    UNIQUE (tenant, open_number),
    UNIQUE (tenant, subject),
    INDEX bulk_runs_of_tenant (tenant, id),
    INDEX bulk_runs_due (lease_until),
    INDEX bulk_runs_by_age (ended_at)
) ENGINE = InnoDB, CHARACTER SET = utf8mb4, COLLATE = utf8mb4_nopad_bin;

-- Tenants that an operator created or changed; others need no row. Of a quota, NULL is the default of the configuration and 0 no
-- limit. suspended_at is NULL while it is active.
CREATE TABLE tenants (
    tenant             VARCHAR(64)  NOT NULL PRIMARY KEY,
    display_name       VARCHAR(200) NOT NULL,
    status             VARCHAR(16)  NOT NULL,
    weight             INT          NOT NULL,
    intents_per_second BIGINT,
    waiting_deliveries BIGINT,
    endpoints          BIGINT,
    stored_bytes       BIGINT,
    suspended_at       BIGINT,
    created_at         BIGINT       NOT NULL,
    updated_at         BIGINT       NOT NULL,
    version            BIGINT       NOT NULL
);

-- What tenants with a quota used when it was last counted.
CREATE TABLE tenant_usage (
    tenant             VARCHAR(64) NOT NULL PRIMARY KEY,
    waiting_deliveries BIGINT      NOT NULL,
    stored_bytes       BIGINT      NOT NULL,
    counted_at         BIGINT      NOT NULL
);

-- The catalogue of notification types.
CREATE TABLE types (
    tenant         VARCHAR(64)  NOT NULL,
    name           VARCHAR(255) NOT NULL,
    -- The version of the tenant's catalogue when the type was last changed.
    version        BIGINT       NOT NULL,
    description    MEDIUMTEXT   NOT NULL,
    payload_schema MEDIUMTEXT,
    example        MEDIUMTEXT,
    -- One per line; empty for none.
    channels       MEDIUMTEXT   NOT NULL,
    mandatory      BOOLEAN      NOT NULL,
    validation     VARCHAR(16)  NOT NULL,
    deprecated_at  BIGINT,
    created_at     BIGINT       NOT NULL,
    updated_at     BIGINT       NOT NULL,
    PRIMARY KEY (tenant, name)
) ENGINE = InnoDB, CHARACTER SET = utf8mb4, COLLATE = utf8mb4_nopad_bin;

-- Rises with every change of a tenant's types; the row stays when the last type is deleted.
CREATE TABLE type_catalogs (
    tenant  VARCHAR(64) NOT NULL PRIMARY KEY,
    version BIGINT      NOT NULL
) ENGINE = InnoDB, CHARACTER SET = utf8mb4, COLLATE = utf8mb4_nopad_bin;

-- The profiles of recipients. A recipient needs none.
CREATE TABLE recipients (
    tenant     VARCHAR(64)  NOT NULL,
    id         VARCHAR(512) NOT NULL,
    locale     VARCHAR(255),
    time_zone  VARCHAR(255),
    -- A JSON object.
    attributes MEDIUMTEXT   NOT NULL,
    created_at BIGINT       NOT NULL,
    updated_at BIGINT       NOT NULL,
    -- Changes with each update; starts with the time, so that a profile that is created again has another one.
    version    BIGINT       NOT NULL,
    PRIMARY KEY (tenant, id)
) ENGINE = InnoDB, CHARACTER SET = utf8mb4, COLLATE = utf8mb4_nopad_bin;

-- Named groups of recipients. version rises with every change of the subscribers. A seq is never used again, because rows of
-- subscribers outlive their topic.
CREATE TABLE topics (
    seq         BIGINT       NOT NULL AUTO_INCREMENT PRIMARY KEY,
    tenant      VARCHAR(64)  NOT NULL,
    id          VARCHAR(255) NOT NULL,
    description MEDIUMTEXT   NOT NULL,
    subscribers BIGINT       NOT NULL,
    version     BIGINT       NOT NULL,
    created_at  BIGINT       NOT NULL,
    updated_at  BIGINT       NOT NULL,
    UNIQUE (tenant, id)
) ENGINE = InnoDB, CHARACTER SET = utf8mb4, COLLATE = utf8mb4_nopad_bin;

-- A recipient is subscribed from added_version until removed_version. Removed rows stay while an expansion may read them.
CREATE TABLE topic_subscribers (
    topic_seq       BIGINT       NOT NULL,
    recipient       VARCHAR(512) NOT NULL,
    added_version   BIGINT       NOT NULL,
    removed_version BIGINT,
    PRIMARY KEY (topic_seq, recipient, added_version),
    INDEX topic_subscribers_removed (topic_seq, removed_version)
) ENGINE = InnoDB, CHARACTER SET = utf8mb4, COLLATE = utf8mb4_nopad_bin;

-- Topics with subscribers to remove: all of them if it is deleted, else the removed ones.
CREATE TABLE topic_sweeps (
    topic_seq BIGINT  NOT NULL PRIMARY KEY,
    deleted   BOOLEAN NOT NULL
) ENGINE = InnoDB, CHARACTER SET = utf8mb4, COLLATE = utf8mb4_nopad_bin;

-- The expansions of notifications to topics, or to very many recipients: deliveries that are inserted in slices. position is the last
-- subscriber, or the last chunk of recipients, that was expanded. due_at is the end of the lease, if there is one, and NULL once the expansion has ended.
CREATE TABLE expansions (
    notification_id BINARY(16)   NOT NULL PRIMARY KEY,
    tenant          VARCHAR(64)  NOT NULL,
    -- NULL if the intent names recipients.
    topic           VARCHAR(255),
    -- NULL if there was no such topic, or there are recipients.
    topic_seq       BIGINT,
    -- The version of the topic at acceptance.
    version         BIGINT       NOT NULL,
    -- Recipients that get nothing, and channels; one per line, empty for none.
    left_out        MEDIUMTEXT   NOT NULL,
    channels        MEDIUMTEXT   NOT NULL,
    total           BIGINT       NOT NULL,
    position        VARCHAR(512) NOT NULL,
    expanded        BIGINT       NOT NULL,
    deliveries      BIGINT       NOT NULL,
    due_at          BIGINT,
    lease_token     VARCHAR(64),
    canceled        BOOLEAN      NOT NULL,
    ended_at        BIGINT,
    INDEX expansions_due (due_at),
    INDEX expansions_of_topic (topic_seq, due_at, version)
) ENGINE = InnoDB, CHARACTER SET = utf8mb4, COLLATE = utf8mb4_nopad_bin;

-- The recipients of intents with very many, one per line, until they are expanded.
CREATE TABLE expansion_recipients (
    notification_id BINARY(16)  NOT NULL,
    chunk           INTEGER     NOT NULL,
    recipients      MEDIUMTEXT  NOT NULL,
    PRIMARY KEY (notification_id, chunk)
) ENGINE = InnoDB, CHARACTER SET = utf8mb4, COLLATE = utf8mb4_nopad_bin;
