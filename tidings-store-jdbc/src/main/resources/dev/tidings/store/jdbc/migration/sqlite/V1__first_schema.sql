-- Times are milliseconds since the epoch. Ids of notifications, deliveries and endpoints are 16 bytes that start with the time of
-- acceptance: they determine the order of deliveries in lists, and retention finds the oldest notifications by them. `seq` is
-- compact, for references and for the other lists.

CREATE TABLE notifications (
    seq             INTEGER PRIMARY KEY,
    id              BLOB    NOT NULL UNIQUE,
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
    dedupe_key      TEXT,
    ordering_key    TEXT,
    -- Whether a dead delivery holds up the later ones of its ordering key; NULL if not.
    ordering_halts  INTEGER,
    concurrency_key TEXT
) STRICT;

CREATE TABLE deliveries (
    seq                 INTEGER PRIMARY KEY,
    id                  BLOB    NOT NULL UNIQUE,
    notification_seq    INTEGER NOT NULL REFERENCES notifications (seq),
    tenant              TEXT    NOT NULL,
    channel             TEXT    NOT NULL,
    recipient           TEXT    NOT NULL,
    -- NULL for an address from the intent, for a channel without endpoints, and for a skip for lack of one.
    endpoint_id         BLOB,
    address             TEXT,
    status              TEXT    NOT NULL,
    reason              TEXT,
    -- pending, failed: the next attempt; sending: the end of the lease; finished: NULL
    due_at              INTEGER,
    finished_at         INTEGER,
    -- When it was sent, if long after acceptance. NULL for nearly all deliveries.
    sent_late_at        INTEGER,
    lease_token         TEXT,
    lease_node          TEXT,
    attempts_used       INTEGER NOT NULL DEFAULT 0,
    reclaim_count       INTEGER NOT NULL DEFAULT 0,
    replay_count        INTEGER NOT NULL DEFAULT 0,
    -- The last started attempt. If attempt_started_at is NULL, its evidence is in attempts.
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
    -- The queue of its ordering key; NULL if it has none, or if the channel preserves the order per recipient anyway.
    queue               TEXT,
    -- Its number in queued_deliveries; NULL if it is in no queue.
    queue_position      INTEGER,
    -- When its address and evidence were removed with its recipient. NULL for nearly all deliveries.
    erased_at           INTEGER
) STRICT;

CREATE INDEX deliveries_of_notification ON deliveries (notification_seq);
-- Everything that claims, backlogs and wake-ups read: the waiting deliveries of a channel, then those under a lease. Finished ones are
-- not in it.
CREATE INDEX deliveries_due ON deliveries (channel, (status = 'sending'), due_at) WHERE due_at IS NOT NULL;
CREATE INDEX deliveries_of_recipient ON deliveries (tenant, recipient);
-- For lists of unsent deliveries, which are few; sent ones have no entry.
CREATE INDEX deliveries_not_sent ON deliveries (tenant, id) WHERE status IN ('dead', 'skipped', 'canceled');
-- What did not end at once, by tenant: waiting deliveries, for fair claims, and late sends, whose due_at is NULL. Other deliveries sent
-- since some time are found by id. A first-try success has no entry.
CREATE INDEX deliveries_delayed ON deliveries (tenant, channel, due_at, sent_late_at)
    WHERE sent_late_at IS NOT NULL OR status IN ('pending', 'failed');

-- Unfinished deliveries that are sent in the order of acceptance. A queue is named by a digest of tenant, channel and recipient, on
-- channels that preserve order, or of tenant, channel, target and ordering key. Positions are in the order of acceptance.
-- Only the first delivery of a queue is ever due; the others have a due time in the far future.
CREATE TABLE queued_deliveries (
    queue_position INTEGER PRIMARY KEY,
    queue          TEXT NOT NULL,
    delivery_id    BLOB NOT NULL
) STRICT;

CREATE INDEX queued_deliveries_in_order ON queued_deliveries (queue, queue_position);

-- Deliveries whose concurrency key, a digest of it and the tenant, allows them to be sent now (waiting is 0), and those that wait for such
-- a permit (1), which have a due time in the far future. Others have no row.
CREATE TABLE concurrency_permits (
    delivery_id     BLOB    NOT NULL PRIMARY KEY,
    concurrency_key TEXT    NOT NULL,
    waiting         INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX concurrency_permits_in_order ON concurrency_permits (concurrency_key, waiting, delivery_id);

-- Earlier attempts.
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

-- Acks of pushed events, separate from the hot rows of deliveries.
CREATE TABLE acks (
    delivery_id  BLOB    NOT NULL PRIMARY KEY,
    delivered_at INTEGER NOT NULL,
    read_at      INTEGER,
    acked_at     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX acks_by_age ON acks (acked_at);

-- Outlives the notification, so there is no reference to it.
CREATE TABLE idempotency (
    tenant          TEXT    NOT NULL,
    producer        TEXT    NOT NULL,
    idempotency_key TEXT    NOT NULL,
    notification_id BLOB    NOT NULL,
    fingerprint     BLOB    NOT NULL,
    created_at      INTEGER NOT NULL,
    PRIMARY KEY (tenant, producer, idempotency_key)
) STRICT, WITHOUT ROWID;

CREATE INDEX idempotency_by_age ON idempotency (created_at);

-- The holders of dedupe slots: docs/adr/0005. delivery_id is NULL if all deliveries of a notification on a channel hold a slot.
CREATE TABLE dedupe (
    digest           TEXT    NOT NULL PRIMARY KEY,
    notification_seq INTEGER NOT NULL REFERENCES notifications (seq),
    delivery_id      BLOB,
    -- The key itself, while the channel is not known yet.
    dedupe_key       TEXT
) STRICT, WITHOUT ROWID;

CREATE INDEX dedupe_of_notification ON dedupe (notification_seq);

-- The deliveries of earlier notifications that later ones reuse.
CREATE TABLE reuses (
    notification_seq INTEGER NOT NULL REFERENCES notifications (seq),
    delivery_id      BLOB    NOT NULL,
    reused_seq       INTEGER NOT NULL REFERENCES notifications (seq),
    PRIMARY KEY (notification_seq, delivery_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX reuses_of_notification ON reuses (reused_seq);

-- By what notifications are found and canceled: one row per tag (kind tag) and cancel key (cancel_key). A notification with a cancel key
-- is replaceable until a later one replaces it; then it has the id of that one (superseded_by). Most notifications have no row.
CREATE TABLE notification_labels (
    tenant          TEXT NOT NULL,
    kind            TEXT NOT NULL,
    value           TEXT NOT NULL,
    notification_id BLOB NOT NULL,
    PRIMARY KEY (tenant, kind, value, notification_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX notification_labels_of_notification ON notification_labels (notification_id);

-- The newest notification that replaced the earlier ones of a cancel key. Each that replaces locks the row first.
CREATE TABLE replacements (
    tenant          TEXT NOT NULL,
    cancel_key      TEXT NOT NULL,
    notification_id BLOB NOT NULL,
    PRIMARY KEY (tenant, cancel_key)
) STRICT, WITHOUT ROWID;

CREATE INDEX replacements_of_notification ON replacements (notification_id);

CREATE TABLE endpoints (
    id              BLOB    NOT NULL PRIMARY KEY,
    tenant          TEXT    NOT NULL,
    recipient       TEXT    NOT NULL,
    channel         TEXT    NOT NULL,
    name            TEXT    NOT NULL,
    address         TEXT    NOT NULL,
    -- A JSON array of types and prefixes; empty for all types.
    types           TEXT    NOT NULL,
    metadata        TEXT    NOT NULL,
    enabled         INTEGER NOT NULL,
    disabled_reason TEXT,
    paused_until    INTEGER,
    -- Encrypted by the secret cipher.
    secrets         BLOB    NOT NULL,
    auth            BLOB    NOT NULL,
    -- The key that encrypted both.
    key_id          TEXT    NOT NULL,
    settings        TEXT    NOT NULL,
    failing_since   INTEGER,
    failed_attempts INTEGER NOT NULL DEFAULT 0,
    test_status     TEXT,
    test_error      TEXT,
    tested_at       INTEGER,
    created_at      INTEGER NOT NULL,
    updated_at      INTEGER NOT NULL,
    -- Changes with each update except those by attempts and tests; starts with the time, so that a recreated endpoint has another one.
    version         INTEGER NOT NULL,
    UNIQUE (tenant, recipient, channel, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX endpoints_of_key ON endpoints (key_id, id);
-- For lists of one tenant.
CREATE INDEX endpoints_of_tenant ON endpoints (tenant, id);

CREATE TABLE operational_events (
    seq         INTEGER PRIMARY KEY,
    id          TEXT    NOT NULL UNIQUE,
    tenant      TEXT    NOT NULL,
    kind        TEXT    NOT NULL,
    subject     TEXT    NOT NULL,
    message     TEXT    NOT NULL,
    happened_at INTEGER NOT NULL
) STRICT;

-- For lists of one tenant.
CREATE INDEX operational_events_of_tenant ON operational_events (tenant);
CREATE INDEX operational_events_by_age ON operational_events (happened_at);

-- The audit log. Rows are inserted by the transactions of the changes, never updated, and deleted by retention only. They outlive
-- their tenant. The ids are in the order of time.
CREATE TABLE audit_records (
    id           TEXT    NOT NULL PRIMARY KEY,
    tenant       TEXT    NOT NULL,
    action       TEXT    NOT NULL,
    object_id    TEXT    NOT NULL,
    -- JSON objects.
    before_json  TEXT,
    after_json   TEXT,
    cut          INTEGER NOT NULL,
    actor        TEXT    NOT NULL,
    actor_name   TEXT,
    actor_tenant TEXT    NOT NULL,
    source       TEXT    NOT NULL,
    address      TEXT,
    user_agent   TEXT,
    request_id   TEXT,
    happened_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX audit_records_of_tenant ON audit_records (tenant, id);
CREATE INDEX audit_records_of_object ON audit_records (tenant, object_id, id);
CREATE INDEX audit_records_of_actor ON audit_records (tenant, actor, id);
CREATE INDEX audit_records_of_action ON audit_records (tenant, action, id);
CREATE INDEX audit_records_by_age ON audit_records (happened_at);

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

-- Global, not per tenant.
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
    -- One per line; empty for any.
    networks   TEXT    NOT NULL,
    types      TEXT    NOT NULL,
    recipients TEXT    NOT NULL,
    last_used_at INTEGER
) STRICT;
CREATE INDEX api_keys_of_tenant ON api_keys (tenant, id);

-- Processes that share this store, one row per run.
CREATE TABLE nodes (
    instance     TEXT    NOT NULL PRIMARY KEY,
    name         TEXT    NOT NULL,
    version      TEXT    NOT NULL,
    address      TEXT    NOT NULL,
    draining     INTEGER NOT NULL,
    started_at   INTEGER NOT NULL,
    last_seen_at INTEGER NOT NULL,
    left_at      INTEGER,
    -- Separated by commas: intake, dispatch, gateway.
    roles        TEXT    NOT NULL,
    -- A JSON array of objects: channel, concurrency, waiting, sending.
    lanes        TEXT    NOT NULL
) STRICT, WITHOUT ROWID;

-- Circuits, shared by all nodes; healthy targets have no row. A target is the id of an endpoint or, where there is none, the
-- recipient or the address from the intent. A provider is a target of no tenant (''). not_before is 0 once the endpoint has recovered.
CREATE TABLE endpoint_circuits (
    tenant     TEXT    NOT NULL,
    channel    TEXT    NOT NULL,
    target     TEXT    NOT NULL,
    reason     TEXT    NOT NULL,
    opened     INTEGER NOT NULL,
    not_before INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    -- When what is in force now began.
    since      INTEGER NOT NULL,
    -- Of a provider: the error of the attempt that opened its circuit, or of the last probe.
    last_error TEXT,
    PRIMARY KEY (tenant, channel, target)
) STRICT, WITHOUT ROWID;

CREATE INDEX endpoint_circuits_by_change ON endpoint_circuits (changed_at);

-- The rates of endpoints, in microseconds, because intervals may be shorter than a millisecond.
CREATE TABLE endpoint_rates (
    tenant     TEXT    NOT NULL,
    channel    TEXT    NOT NULL,
    target     TEXT    NOT NULL,
    next_at_us INTEGER NOT NULL,
    PRIMARY KEY (tenant, channel, target)
) STRICT, WITHOUT ROWID;

-- Keys that encrypt secrets, by id, each with a known encrypted value: a server without one of them must not start. A key is
-- listed while anything may be encrypted with it.
CREATE TABLE secret_keys (
    id         TEXT    NOT NULL PRIMARY KEY,
    proof      BLOB    NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

-- Keys that sign the tokens of subscribers, encrypted. The newest one without an end signs; the others verify until their end.
CREATE TABLE token_keys (
    id         TEXT    NOT NULL PRIMARY KEY,
    key_id     TEXT    NOT NULL,
    sealed     BLOB    NOT NULL,
    created_at INTEGER NOT NULL,
    ends_at    INTEGER
) STRICT;

-- At most one key has no end: the signing key.
CREATE UNIQUE INDEX token_keys_signing ON token_keys ((ends_at IS NULL)) WHERE ends_at IS NULL;

-- One row, written to verify that a write can be made durable.
CREATE TABLE heartbeat (
    id      INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    beat_at INTEGER NOT NULL
) STRICT;

-- Filled and emptied to verify that there is space for inserts.
CREATE TABLE ballast (
    id   INTEGER NOT NULL PRIMARY KEY,
    fill BLOB    NOT NULL
);

-- The current or last runtime of each game. operation_id is the operation that holds it until held_until. version changes with
-- every write, so that of two writers that read the same version only one succeeds.
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

-- The operations on runtimes, in order. outcome is NULL while an operation is in progress.
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
    -- One operation per request.
    UNIQUE (tenant, source, source_ref)
) STRICT;

CREATE INDEX runtime_operations_of_game ON runtime_operations (tenant, game_id, seq);
CREATE INDEX runtime_operations_by_age ON runtime_operations (ended_at);
CREATE INDEX runtime_operations_due ON runtime_operations (publication, seq);

-- Tasks that only one node may run at a time, and the node that runs each.
CREATE TABLE singleton_leases (
    name       TEXT    NOT NULL PRIMARY KEY,
    holder     TEXT    NOT NULL,
    held_until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- How many deliveries of all tenants waited for each reason when they were last counted. If complete is false, at least so many.
CREATE TABLE wait_counts (
    reason     TEXT    NOT NULL PRIMARY KEY,
    deliveries INTEGER NOT NULL,
    complete   INTEGER NOT NULL,
    counted_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The unfinished deliveries of each channel when they were last counted, together with wait_counts.
CREATE TABLE backlog_counts (
    channel       TEXT    NOT NULL PRIMARY KEY,
    waiting       INTEGER NOT NULL,
    due           INTEGER NOT NULL,
    oldest_due_at INTEGER,
    complete      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Background work over many rows, in slices, and its progress: see BulkRunStore. Of an ended run, open_number, subject and the
-- lease are NULL.
CREATE TABLE bulk_runs (
    id           TEXT    NOT NULL PRIMARY KEY,
    tenant       TEXT    NOT NULL,
    kind         TEXT    NOT NULL,
    -- A JSON object.
    request      TEXT    NOT NULL,
    -- The id of the API key.
    requested_by TEXT,
    -- What only one open run may work on.
    subject      TEXT,
    status       TEXT    NOT NULL,
    matched      INTEGER,
    done         INTEGER NOT NULL,
    passed_over  INTEGER NOT NULL,
    next_slice   TEXT,
    -- Leases since the last progress.
    tries        INTEGER NOT NULL,
    -- Unique among the open runs of a tenant, which limits their number.
    open_number  INTEGER,
    lease_token  TEXT,
    lease_until  INTEGER,
    started_at   INTEGER NOT NULL,
    ended_at     INTEGER,
    error        TEXT,
    UNIQUE (tenant, open_number),
    UNIQUE (tenant, subject)
) STRICT, WITHOUT ROWID;

CREATE INDEX bulk_runs_of_tenant ON bulk_runs (tenant, id);
CREATE INDEX bulk_runs_due ON bulk_runs (lease_until) WHERE lease_until IS NOT NULL;
CREATE INDEX bulk_runs_by_age ON bulk_runs (ended_at) WHERE ended_at IS NOT NULL;

-- Tenants that an operator created or changed; others need no row. Of a quota, NULL is the default of the configuration and 0 no
-- limit. suspended_at is NULL while it is active.
CREATE TABLE tenants (
    tenant             TEXT    NOT NULL PRIMARY KEY,
    display_name       TEXT    NOT NULL,
    status             TEXT    NOT NULL,
    weight             INTEGER NOT NULL,
    intents_per_second INTEGER,
    waiting_deliveries INTEGER,
    endpoints          INTEGER,
    stored_bytes       INTEGER,
    suspended_at       INTEGER,
    created_at         INTEGER NOT NULL,
    updated_at         INTEGER NOT NULL,
    version            INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What tenants with a quota used when it was last counted.
CREATE TABLE tenant_usage (
    tenant             TEXT    NOT NULL PRIMARY KEY,
    waiting_deliveries INTEGER NOT NULL,
    stored_bytes       INTEGER NOT NULL,
    counted_at         INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The catalogue of notification types.
CREATE TABLE types (
    tenant         TEXT    NOT NULL,
    name           TEXT    NOT NULL,
    -- The version of the tenant's catalogue when the type was last changed.
    version        INTEGER NOT NULL,
    description    TEXT    NOT NULL,
    payload_schema TEXT,
    example        TEXT,
    -- One per line; empty for none.
    channels       TEXT    NOT NULL,
    mandatory      INTEGER NOT NULL,
    validation     TEXT    NOT NULL,
    deprecated_at  INTEGER,
    created_at     INTEGER NOT NULL,
    updated_at     INTEGER NOT NULL,
    PRIMARY KEY (tenant, name)
) STRICT;

-- Rises with every change of a tenant's types; the row stays when the last type is deleted.
CREATE TABLE type_catalogs (
    tenant  TEXT    NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The profiles of recipients. A recipient needs none.
CREATE TABLE recipients (
    tenant     TEXT    NOT NULL,
    id         TEXT    NOT NULL,
    locale     TEXT,
    time_zone  TEXT,
    -- A JSON object.
    attributes TEXT    NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    -- Changes with each update; starts with the time, so that a profile that is created again has another one.
    version    INTEGER NOT NULL,
    PRIMARY KEY (tenant, id)
) STRICT, WITHOUT ROWID;

-- Named groups of recipients. version rises with every change of the subscribers. A seq is never used again, because rows of
-- subscribers outlive their topic.
CREATE TABLE topics (
    seq         INTEGER PRIMARY KEY AUTOINCREMENT,
    tenant      TEXT    NOT NULL,
    id          TEXT    NOT NULL,
    description TEXT    NOT NULL,
    subscribers INTEGER NOT NULL,
    version     INTEGER NOT NULL,
    created_at  INTEGER NOT NULL,
    updated_at  INTEGER NOT NULL,
    UNIQUE (tenant, id)
) STRICT;

-- A recipient is subscribed from added_version until removed_version. Removed rows stay while an expansion may read them.
CREATE TABLE topic_subscribers (
    topic_seq       INTEGER NOT NULL,
    recipient       TEXT    NOT NULL,
    added_version   INTEGER NOT NULL,
    removed_version INTEGER,
    PRIMARY KEY (topic_seq, recipient, added_version)
) STRICT, WITHOUT ROWID;

CREATE INDEX topic_subscribers_removed ON topic_subscribers (topic_seq, removed_version) WHERE removed_version IS NOT NULL;

-- Topics with subscribers to remove: all of them if it is deleted, else the removed ones.
CREATE TABLE topic_sweeps (
    topic_seq INTEGER PRIMARY KEY,
    deleted   INTEGER NOT NULL
) STRICT;

-- The expansions of notifications to topics, or to very many recipients: deliveries that are inserted in slices. position is the last
-- subscriber, or the last chunk of recipients, that was expanded. due_at is the end of the lease, if there is one, and NULL once the expansion has ended.
CREATE TABLE expansions (
    notification_id BLOB    NOT NULL PRIMARY KEY,
    tenant          TEXT    NOT NULL,
    -- NULL if the intent names recipients.
    topic           TEXT,
    -- NULL if there was no such topic, or there are recipients.
    topic_seq       INTEGER,
    -- The version of the topic at acceptance.
    version         INTEGER NOT NULL,
    -- Recipients that get nothing, and channels; one per line, empty for none.
    left_out        TEXT    NOT NULL,
    channels        TEXT    NOT NULL,
    total           INTEGER NOT NULL,
    position        TEXT    NOT NULL,
    expanded        INTEGER NOT NULL,
    deliveries      INTEGER NOT NULL,
    due_at          INTEGER,
    lease_token     TEXT,
    canceled        INTEGER NOT NULL,
    ended_at        INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX expansions_due ON expansions (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX expansions_of_topic ON expansions (topic_seq, version) WHERE due_at IS NOT NULL;

-- The recipients of intents with very many, one per line, until they are expanded.
CREATE TABLE expansion_recipients (
    notification_id BLOB    NOT NULL,
    chunk           INTEGER NOT NULL,
    recipients      TEXT    NOT NULL,
    PRIMARY KEY (notification_id, chunk)
) STRICT, WITHOUT ROWID;
