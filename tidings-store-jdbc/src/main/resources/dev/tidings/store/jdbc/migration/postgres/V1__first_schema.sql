-- Times are milliseconds since the epoch, of the database's clock. Ids of notifications, deliveries and endpoints are 16 bytes that
-- start with the time of creation, so that they order and partition rows by acceptance. Text keys compare as bytes ("C"), which is
-- fast and equal on every installation.
--
-- deliveries, notifications and attempts are partitioned by day of acceptance (see Partitions), without a DEFAULT partition.
--
-- A first-try success updates its delivery once. That update must be HOT, so no index may contain a column that it changes:
-- see docs/adr/0007.

CREATE TABLE notifications (
    id              bytea            NOT NULL PRIMARY KEY,
    tenant          text COLLATE "C" NOT NULL,
    producer        text COLLATE "C" NOT NULL,
    idempotency_key text COLLATE "C" NOT NULL,
    type            text COLLATE "C" NOT NULL,
    accepted_at     bigint           NOT NULL,
    not_before      bigint,
    expires_at      bigint,
    request_id      text,
    traceparent     text,
    tracestate      text,
    title           text,
    summary         text,
    fallback        text,
    target_url      text,
    payload         bytea,
    dedupe_key      text,
    ordering_key    text,
    -- Whether a dead delivery holds up the later ones of its ordering key; NULL if not.
    ordering_halts  boolean,
    concurrency_key text
) PARTITION BY RANGE (id);

CREATE TABLE deliveries (
    id                  bytea            NOT NULL PRIMARY KEY,
    notification_id     bytea            NOT NULL,
    tenant              text COLLATE "C" NOT NULL,
    channel             text COLLATE "C" NOT NULL,
    recipient           text COLLATE "C" NOT NULL,
    -- NULL for an address from the intent, for a channel without endpoints, and for a skip for lack of one.
    endpoint_id         bytea,
    address             text,
    status              text COLLATE "C" NOT NULL,
    -- True for dead, skipped and canceled deliveries.
    not_sent            boolean,
    reason              text,
    -- pending, failed: the next attempt; sending: NULL if insert_leases or claim_leases covers it, else the end of the lease; finished: NULL
    due_at              bigint,
    -- sending without due_at: the end of the lease
    lease_until         bigint,
    finished_at         bigint,
    -- When it was sent, if long after acceptance. NULL for nearly all deliveries, which have no index entry.
    sent_late_at        bigint,
    lease_token         text,
    lease_node          text,
    attempts_used       integer NOT NULL DEFAULT 0,
    reclaim_count       integer NOT NULL DEFAULT 0,
    replay_count        integer NOT NULL DEFAULT 0,
    -- The last started attempt. If attempt_started_at is NULL, its evidence is in attempts.
    attempt_number      integer NOT NULL,
    attempt_started_at  bigint,
    attempt_ended_at    bigint,
    attempt_result      text,
    attempt_code        text,
    attempt_message     text,
    provider_status     integer,
    provider_message_id text,
    request             text,
    response            text,
    -- The queue of its ordering key; NULL if it has none, or if the channel preserves the order per recipient anyway.
    queue               text COLLATE "C",
    -- Its number in queued_deliveries; NULL if it is in no queue.
    queue_position      bigint,
    -- When its address and evidence were removed with its recipient. NULL for nearly all deliveries.
    erased_at           bigint
) PARTITION BY RANGE (id);

CREATE INDEX deliveries_of_notification ON deliveries (notification_id);
-- Everything that claims and wake-ups read. Finished deliveries are not in it, nor those with an insert lease.
CREATE INDEX deliveries_due ON deliveries (channel, due_at) WHERE due_at IS NOT NULL;
CREATE INDEX deliveries_of_recipient ON deliveries (tenant, recipient, id);
-- For lists of unsent deliveries, which are few; sent ones have no entry.
CREATE INDEX deliveries_not_sent ON deliveries (tenant, id) WHERE not_sent;
-- What did not end at once, by tenant: waiting deliveries, for fair claims, and late sends, whose due_at is NULL. Other deliveries sent
-- since some time are found by id. A first-try success has no entry.
CREATE INDEX deliveries_delayed ON deliveries (tenant, channel, due_at, sent_late_at)
    WHERE sent_late_at IS NOT NULL OR due_at IS NOT NULL;

-- The id range of deliveries that one transaction inserted under a lease, instead of one index entry each. The row is deleted
-- when the lease has expired; deliveries that are still sending become due then.
CREATE TABLE insert_leases (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    lease_until bigint           NOT NULL,
    first_id    bytea            NOT NULL,
    last_id     bytea            NOT NULL
);

CREATE INDEX insert_leases_by_end ON insert_leases (lease_until);

-- The deliveries that one transaction claimed, in the same way. Their ids are not close to each other.
CREATE TABLE claim_leases (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    lease_until bigint           NOT NULL,
    ids         bytea[]          NOT NULL
);

CREATE INDEX claim_leases_by_end ON claim_leases (lease_until);

-- Unfinished deliveries that are sent in the order of acceptance. A queue is named by a digest of tenant, channel and recipient, on
-- channels that preserve order, or of tenant, channel, target and ordering key. Positions are in the order of acceptance on any node.
-- Only the first delivery of a queue is ever due; the others have a due time in the far future.
CREATE TABLE queued_deliveries (
    queue          text COLLATE "C" NOT NULL,
    queue_position bigint GENERATED ALWAYS AS IDENTITY,
    delivery_id    bytea            NOT NULL,
    PRIMARY KEY (queue, queue_position)
);

-- Deliveries whose concurrency key, a digest of it and the tenant, allows them to be sent now (waiting is 0), and those that wait for such
-- a permit (1), which have a due time in the far future. Others have no row.
CREATE TABLE concurrency_permits (
    delivery_id     bytea            NOT NULL PRIMARY KEY,
    concurrency_key text COLLATE "C" NOT NULL,
    waiting         integer          NOT NULL
);

-- An index on all columns would be read whole, instead of the primary key, while the table is small.
CREATE INDEX concurrency_permits_given ON concurrency_permits (concurrency_key) WHERE waiting = 0;
CREATE INDEX concurrency_permits_waiting ON concurrency_permits (concurrency_key, delivery_id) WHERE waiting = 1;

-- The keys with permits: transactions lock their rows.
CREATE TABLE concurrency_keys (
    concurrency_key text COLLATE "C" NOT NULL PRIMARY KEY
);

-- Earlier attempts.
CREATE TABLE attempts (
    delivery_id         bytea            NOT NULL,
    number              integer          NOT NULL,
    started_at          bigint           NOT NULL,
    ended_at            bigint,
    result              text             NOT NULL,
    code                text,
    message             text,
    provider_status     integer,
    provider_message_id text,
    late                boolean          NOT NULL DEFAULT false,
    request             text,
    response            text,
    PRIMARY KEY (delivery_id, number)
) PARTITION BY RANGE (delivery_id);

-- Acks of pushed events, separate from the hot rows of deliveries.
CREATE TABLE acks (
    delivery_id  bytea            NOT NULL PRIMARY KEY,
    delivered_at bigint           NOT NULL,
    read_at      bigint,
    acked_at     bigint           NOT NULL
);

CREATE INDEX acks_by_age ON acks (acked_at);

-- Outlives the notification. The key comes first because it is the most selective column.
CREATE TABLE idempotency (
    tenant          text COLLATE "C" NOT NULL,
    producer        text COLLATE "C" NOT NULL,
    idempotency_key text COLLATE "C" NOT NULL,
    notification_id bytea            NOT NULL,
    fingerprint     bytea            NOT NULL,
    created_at      bigint           NOT NULL,
    PRIMARY KEY (idempotency_key, producer, tenant)
);

CREATE INDEX idempotency_by_age ON idempotency (created_at);

-- The holders of dedupe slots: docs/adr/0005. delivery_id is NULL if all deliveries of a notification on a channel hold a slot.
CREATE TABLE dedupe (
    digest          text COLLATE "C" NOT NULL PRIMARY KEY,
    notification_id bytea            NOT NULL,
    delivery_id     bytea,
    -- The key itself, while the channel is not known yet.
    dedupe_key      text
);

CREATE INDEX dedupe_of_notification ON dedupe (notification_id);

-- The deliveries of earlier notifications that later ones reuse.
CREATE TABLE reuses (
    notification_id bytea            NOT NULL,
    delivery_id     bytea            NOT NULL,
    reused_id       bytea            NOT NULL,
    PRIMARY KEY (notification_id, delivery_id)
);

CREATE INDEX reuses_of_notification ON reuses (reused_id);

-- By what notifications are found and canceled: one row per tag (kind tag) and cancel key (cancel_key). A notification with a cancel key
-- is replaceable until a later one replaces it; then it has the id of that one (superseded_by). Most notifications have no row.
CREATE TABLE notification_labels (
    tenant          text COLLATE "C" NOT NULL,
    kind            text COLLATE "C" NOT NULL,
    value           text COLLATE "C" NOT NULL,
    notification_id bytea            NOT NULL,
    PRIMARY KEY (tenant, kind, value, notification_id)
);

CREATE INDEX notification_labels_of_notification ON notification_labels (notification_id);

-- The newest notification that replaced the earlier ones of a cancel key. Each that replaces locks the row first.
CREATE TABLE replacements (
    tenant          text COLLATE "C" NOT NULL,
    cancel_key      text COLLATE "C" NOT NULL,
    notification_id bytea            NOT NULL,
    PRIMARY KEY (tenant, cancel_key)
);

CREATE INDEX replacements_of_notification ON replacements (notification_id);

CREATE TABLE endpoints (
    id              bytea            NOT NULL PRIMARY KEY,
    tenant          text COLLATE "C" NOT NULL,
    recipient       text COLLATE "C" NOT NULL,
    channel         text COLLATE "C" NOT NULL,
    name            text COLLATE "C" NOT NULL,
    address         text             NOT NULL,
    -- A JSON array of types and prefixes; empty for all types.
    types           text             NOT NULL,
    metadata        text             NOT NULL,
    enabled         boolean          NOT NULL,
    disabled_reason text,
    paused_until    bigint,
    -- Encrypted by the secret cipher.
    secrets         bytea            NOT NULL,
    auth            bytea            NOT NULL,
    -- The key that encrypted both.
    key_id          text COLLATE "C" NOT NULL,
    settings        text             NOT NULL,
    failing_since   bigint,
    failed_attempts integer          NOT NULL DEFAULT 0,
    test_status     text,
    test_error      text,
    tested_at       bigint,
    created_at      bigint           NOT NULL,
    updated_at      bigint           NOT NULL,
    -- Changes with each update except those by attempts and tests; starts with the time, so that a recreated endpoint has another one.
    version         bigint           NOT NULL,
    UNIQUE (tenant, recipient, channel, name)
);
CREATE INDEX endpoints_of_key ON endpoints (key_id, id);
-- For lists of one tenant.
CREATE INDEX endpoints_of_tenant ON endpoints (tenant, id);

-- Processes that share this store, one row per run.
CREATE TABLE nodes (
    instance     text COLLATE "C" NOT NULL PRIMARY KEY,
    name         text             NOT NULL,
    version      text             NOT NULL,
    address      text             NOT NULL,
    draining     boolean          NOT NULL,
    started_at   bigint           NOT NULL,
    last_seen_at bigint           NOT NULL,
    left_at      bigint,
    -- Separated by commas: intake, dispatch, gateway.
    roles        text             NOT NULL,
    -- A JSON array of objects: channel, concurrency, waiting, sending.
    lanes        text             NOT NULL
) WITH (fillfactor = 50);

-- Circuits, shared by all nodes; healthy targets have no row. A target is the id of an endpoint or, where there is none, the
-- recipient or the address from the intent. A provider is a target of no tenant (''). not_before is 0 once the endpoint has recovered.
CREATE TABLE endpoint_circuits (
    tenant     text COLLATE "C" NOT NULL,
    channel    text COLLATE "C" NOT NULL,
    target     text COLLATE "C" NOT NULL,
    reason     text             NOT NULL,
    opened     integer          NOT NULL,
    not_before bigint           NOT NULL,
    changed_at bigint           NOT NULL,
    -- When what is in force now began.
    since      bigint           NOT NULL,
    -- Of a provider: the error of the attempt that opened its circuit, or of the last probe.
    last_error text,
    PRIMARY KEY (tenant, channel, target)
);

CREATE INDEX endpoint_circuits_by_change ON endpoint_circuits (changed_at);

-- The rates of endpoints, in microseconds, because intervals may be shorter than a millisecond.
CREATE TABLE endpoint_rates (
    tenant     text COLLATE "C" NOT NULL,
    channel    text COLLATE "C" NOT NULL,
    target     text COLLATE "C" NOT NULL,
    next_at_us bigint           NOT NULL,
    PRIMARY KEY (tenant, channel, target)
) WITH (fillfactor = 50);

CREATE TABLE operational_events (
    seq         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id          text COLLATE "C" NOT NULL UNIQUE,
    tenant      text COLLATE "C" NOT NULL,
    kind        text             NOT NULL,
    subject     text             NOT NULL,
    message     text             NOT NULL,
    happened_at bigint           NOT NULL
);

-- For lists of one tenant.
CREATE INDEX operational_events_of_tenant ON operational_events (tenant, seq);
CREATE INDEX operational_events_by_age ON operational_events (happened_at);

-- The audit log. Rows are inserted by the transactions of the changes, never updated, and deleted by retention only. They outlive
-- their tenant. The ids are in the order of time.
CREATE TABLE audit_records (
    id           text COLLATE "C" NOT NULL PRIMARY KEY,
    tenant       text COLLATE "C" NOT NULL,
    action       text COLLATE "C" NOT NULL,
    object_id    text COLLATE "C" NOT NULL,
    -- JSON objects.
    before_json  text,
    after_json   text,
    cut          boolean          NOT NULL,
    actor        text COLLATE "C" NOT NULL,
    actor_name   text,
    actor_tenant text             NOT NULL,
    source       text             NOT NULL,
    address      text,
    user_agent   text,
    request_id   text,
    happened_at  bigint           NOT NULL
);

CREATE INDEX audit_records_of_tenant ON audit_records (tenant, id);
CREATE INDEX audit_records_of_object ON audit_records (tenant, object_id, id);
CREATE INDEX audit_records_of_actor ON audit_records (tenant, actor, id);
CREATE INDEX audit_records_of_action ON audit_records (tenant, action, id);
CREATE INDEX audit_records_by_age ON audit_records (happened_at);

CREATE TABLE quarantine (
    seq            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id             text COLLATE "C" NOT NULL UNIQUE,
    tenant         text COLLATE "C" NOT NULL,
    source         text COLLATE "C" NOT NULL,
    position       text COLLATE "C" NOT NULL,
    reason         text             NOT NULL,
    quarantined_at bigint           NOT NULL,
    raw            bytea            NOT NULL,
    UNIQUE (tenant, source, position)
);

CREATE INDEX quarantine_of_tenant ON quarantine (tenant, seq);
CREATE INDEX quarantine_by_age ON quarantine (quarantined_at);

-- Global, not per tenant.
CREATE TABLE offsets (
    label    text COLLATE "C" NOT NULL PRIMARY KEY,
    position text             NOT NULL,
    saved_at bigint           NOT NULL
) WITH (fillfactor = 50);

CREATE TABLE api_keys (
    id         text COLLATE "C" NOT NULL PRIMARY KEY,
    tenant     text COLLATE "C" NOT NULL,
    name       text             NOT NULL,
    scopes     text             NOT NULL,
    hash       bytea            NOT NULL UNIQUE,
    created_at bigint           NOT NULL,
    revoked_at bigint,
    expires_at bigint,
    -- One per line; empty for any.
    networks   text             NOT NULL,
    types      text             NOT NULL,
    recipients text             NOT NULL,
    last_used_at bigint
);
CREATE INDEX api_keys_of_tenant ON api_keys (tenant, id);

-- Keys that encrypt secrets, by id, each with a known encrypted value: a server without one of them must not start. A key is
-- listed while anything may be encrypted with it.
CREATE TABLE secret_keys (
    id         text COLLATE "C" NOT NULL PRIMARY KEY,
    proof      bytea            NOT NULL,
    created_at bigint           NOT NULL
);

-- Keys that sign the tokens of subscribers, encrypted. The newest one without an end signs; the others verify until their end.
CREATE TABLE token_keys (
    id         text COLLATE "C" NOT NULL PRIMARY KEY,
    key_id     text COLLATE "C" NOT NULL,
    sealed     bytea            NOT NULL,
    created_at bigint           NOT NULL,
    ends_at    bigint
);

-- At most one key has no end: the signing key.
CREATE UNIQUE INDEX token_keys_signing ON token_keys ((ends_at IS NULL)) WHERE ends_at IS NULL;

-- One row, written to verify that a write can be made durable.
CREATE TABLE heartbeat (
    id      integer NOT NULL PRIMARY KEY CHECK (id = 1),
    beat_at bigint  NOT NULL
) WITH (fillfactor = 50);

-- Filled and emptied to verify that there is space for inserts.
CREATE TABLE ballast (
    id   integer NOT NULL PRIMARY KEY,
    fill bytea   NOT NULL
);

ALTER TABLE ballast ALTER COLUMN fill SET STORAGE EXTERNAL;

-- The oldest schema version whose servers may still use this database. A migration that only adds does not change it; one that
-- removes what older servers use raises it.
CREATE TABLE compatibility (
    id             integer NOT NULL PRIMARY KEY CHECK (id = 1),
    oldest_version integer NOT NULL
);

INSERT INTO compatibility (id, oldest_version) VALUES (1, 1);

-- The current or last runtime of each game. operation_id is the operation that holds it until held_until. version changes with
-- every write, so that of two writers that read the same version only one succeeds.
CREATE TABLE runtimes (
    tenant          text COLLATE "C" NOT NULL,
    game_id         text COLLATE "C" NOT NULL,
    image_ref       text             NOT NULL,
    container_id    text             NOT NULL,
    engine_endpoint text             NOT NULL,
    status          text             NOT NULL,
    driver          text             NOT NULL,
    node            text             NOT NULL,
    exit_code       integer,
    restarts        integer          NOT NULL,
    created_at      bigint           NOT NULL,
    started_at      bigint,
    ended_at        bigint,
    changed_at      bigint           NOT NULL,
    operation_id    text COLLATE "C",
    held_until      bigint,
    version         bigint           NOT NULL,
    PRIMARY KEY (tenant, game_id)
) WITH (fillfactor = 70);

CREATE INDEX runtimes_by_status ON runtimes (status, changed_at);

-- The operations on runtimes, in order. outcome is NULL while an operation is in progress.
CREATE TABLE runtime_operations (
    seq             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id              text COLLATE "C" NOT NULL UNIQUE,
    tenant          text COLLATE "C" NOT NULL,
    game_id         text COLLATE "C" NOT NULL,
    kind            text             NOT NULL,
    source          text COLLATE "C" NOT NULL,
    source_ref      text COLLATE "C",
    image_ref       text             NOT NULL,
    reason          text             NOT NULL,
    outcome         text,
    code            text,
    message         text,
    container_id    text,
    engine_endpoint text,
    started_at      bigint           NOT NULL,
    ended_at        bigint,
    publication     text             NOT NULL,
    -- One operation per request.
    UNIQUE (tenant, source, source_ref)
);

CREATE INDEX runtime_operations_of_game ON runtime_operations (tenant, game_id, seq);
CREATE INDEX runtime_operations_by_age ON runtime_operations (ended_at);
CREATE INDEX runtime_operations_due ON runtime_operations (publication, seq);

-- Tasks that only one node may run at a time, and the node that runs each.
CREATE TABLE singleton_leases (
    name            text COLLATE "C" NOT NULL PRIMARY KEY,
    holder          text             NOT NULL,
    held_until      bigint           NOT NULL
) WITH (fillfactor = 70);

-- How many deliveries of all tenants waited for each reason when they were last counted. If complete is false, at least so many.
CREATE TABLE wait_counts (
    reason     text COLLATE "C" NOT NULL PRIMARY KEY,
    deliveries bigint           NOT NULL,
    complete   boolean          NOT NULL,
    counted_at bigint           NOT NULL
);

-- The unfinished deliveries of each channel when they were last counted, together with wait_counts.
CREATE TABLE backlog_counts (
    channel       text COLLATE "C" NOT NULL PRIMARY KEY,
    waiting       bigint           NOT NULL,
    due           bigint           NOT NULL,
    oldest_due_at bigint,
    complete      boolean          NOT NULL
);

-- Background work over many rows, in slices, and its progress: see BulkRunStore. Of an ended run, open_number, subject and the
-- lease are NULL.
CREATE TABLE bulk_runs (
    id           text COLLATE "C" NOT NULL PRIMARY KEY,
    tenant       text COLLATE "C" NOT NULL,
    kind         text             NOT NULL,
    -- A JSON object.
    request      text             NOT NULL,
    -- The id of the API key.
    requested_by text,
    -- What only one open run may work on.
    subject      text COLLATE "C",
    status       text             NOT NULL,
    matched      integer,
    done         bigint           NOT NULL,
    passed_over  bigint           NOT NULL,
    next_slice   text,
    -- Leases since the last progress.
    tries        integer          NOT NULL,
    -- Unique among the open runs of a tenant, which limits their number.
    open_number  integer,
    lease_token  text,
    lease_until  bigint,
    started_at   bigint           NOT NULL,
    ended_at     bigint,
    error        text,
    UNIQUE (tenant, open_number),
    UNIQUE (tenant, subject)
);

CREATE INDEX bulk_runs_of_tenant ON bulk_runs (tenant, id);
CREATE INDEX bulk_runs_due ON bulk_runs (lease_until) WHERE lease_until IS NOT NULL;
CREATE INDEX bulk_runs_by_age ON bulk_runs (ended_at) WHERE ended_at IS NOT NULL;

-- Tenants that an operator created or changed; others need no row. Of a quota, NULL is the default of the configuration and 0 no
-- limit. suspended_at is NULL while it is active.
CREATE TABLE tenants (
    tenant             text COLLATE "C" NOT NULL PRIMARY KEY,
    display_name       text             NOT NULL,
    status             text             NOT NULL,
    weight             integer          NOT NULL,
    intents_per_second bigint,
    waiting_deliveries bigint,
    endpoints          bigint,
    stored_bytes       bigint,
    suspended_at       bigint,
    created_at         bigint           NOT NULL,
    updated_at         bigint           NOT NULL,
    version            bigint           NOT NULL
);

-- What tenants with a quota used when it was last counted.
CREATE TABLE tenant_usage (
    tenant             text COLLATE "C" NOT NULL PRIMARY KEY,
    waiting_deliveries bigint           NOT NULL,
    stored_bytes       bigint           NOT NULL,
    counted_at         bigint           NOT NULL
);

-- The catalogue of notification types.
CREATE TABLE types (
    tenant         text COLLATE "C" NOT NULL,
    name           text COLLATE "C" NOT NULL,
    -- The version of the tenant's catalogue when the type was last changed.
    version        bigint           NOT NULL,
    description    text             NOT NULL,
    payload_schema text,
    example        text,
    -- One per line; empty for none.
    channels       text             NOT NULL,
    mandatory      boolean          NOT NULL,
    validation     text             NOT NULL,
    deprecated_at  bigint,
    created_at     bigint           NOT NULL,
    updated_at     bigint           NOT NULL,
    PRIMARY KEY (tenant, name)
);

-- Rises with every change of a tenant's types; the row stays when the last type is deleted.
CREATE TABLE type_catalogs (
    tenant  text COLLATE "C" NOT NULL PRIMARY KEY,
    version bigint           NOT NULL
);

-- The profiles of recipients. A recipient needs none.
CREATE TABLE recipients (
    tenant     text COLLATE "C" NOT NULL,
    id         text COLLATE "C" NOT NULL,
    locale     text,
    time_zone  text,
    -- A JSON object.
    attributes text             NOT NULL,
    created_at bigint           NOT NULL,
    updated_at bigint           NOT NULL,
    -- Changes with each update; starts with the time, so that a profile that is created again has another one.
    version    bigint           NOT NULL,
    PRIMARY KEY (tenant, id)
);

-- Named groups of recipients. version rises with every change of the subscribers. A seq is never used again, because rows of
-- subscribers outlive their topic.
CREATE TABLE topics (
    seq         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant      text COLLATE "C" NOT NULL,
    id          text COLLATE "C" NOT NULL,
    description text             NOT NULL,
    subscribers bigint           NOT NULL,
    version     bigint           NOT NULL,
    created_at  bigint           NOT NULL,
    updated_at  bigint           NOT NULL,
    UNIQUE (tenant, id)
) WITH (fillfactor = 70);

-- A recipient is subscribed from added_version until removed_version. Removed rows stay while an expansion may read them.
CREATE TABLE topic_subscribers (
    topic_seq       bigint           NOT NULL,
    recipient       text COLLATE "C" NOT NULL,
    added_version   bigint           NOT NULL,
    removed_version bigint,
    PRIMARY KEY (topic_seq, recipient, added_version)
);

CREATE INDEX topic_subscribers_removed ON topic_subscribers (topic_seq, removed_version) WHERE removed_version IS NOT NULL;

-- Topics with subscribers to remove: all of them if it is deleted, else the removed ones.
CREATE TABLE topic_sweeps (
    topic_seq bigint  NOT NULL PRIMARY KEY,
    deleted   boolean NOT NULL
);

-- The expansions of notifications to topics, or to very many recipients: deliveries that are inserted in slices. position is the last
-- subscriber, or the last chunk of recipients, that was expanded. due_at is the end of the lease, if there is one, and NULL once the expansion has ended.
CREATE TABLE expansions (
    notification_id bytea            NOT NULL PRIMARY KEY,
    tenant          text COLLATE "C" NOT NULL,
    -- NULL if the intent names recipients.
    topic           text COLLATE "C",
    -- NULL if there was no such topic, or there are recipients.
    topic_seq       bigint,
    -- The version of the topic at acceptance.
    version         bigint           NOT NULL,
    -- Recipients that get nothing, and channels; one per line, empty for none.
    left_out        text             NOT NULL,
    channels        text             NOT NULL,
    total           bigint           NOT NULL,
    position        text COLLATE "C" NOT NULL,
    expanded        bigint           NOT NULL,
    deliveries      bigint           NOT NULL,
    due_at          bigint,
    lease_token     text COLLATE "C",
    canceled        boolean          NOT NULL,
    ended_at        bigint
) WITH (fillfactor = 70);

CREATE INDEX expansions_due ON expansions (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX expansions_of_topic ON expansions (topic_seq, version) WHERE due_at IS NOT NULL;

-- The recipients of intents with very many, one per line, until they are expanded.
CREATE TABLE expansion_recipients (
    notification_id bytea            NOT NULL,
    chunk           integer          NOT NULL,
    recipients      text             NOT NULL,
    PRIMARY KEY (notification_id, chunk)
);
