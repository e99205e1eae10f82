-- Times are milliseconds since the epoch, of the database's clock. Ids begin with the time they were made at, so that they
-- order and partition by acceptance. Text keys compare as bytes ("C"): fast, and the same on every installation.
--
-- deliveries, notifications and attempts are partitioned by day of acceptance (see Partitions), with no DEFAULT one.
--
-- A first-try success updates its delivery once. That update must be HOT, so no index may hold a column which it changes:
-- docs/adr/0007 has the figures.

CREATE TABLE notifications (
    id              text COLLATE "C" NOT NULL PRIMARY KEY,
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
    dedupe_key      text
) PARTITION BY RANGE (id);

CREATE TABLE deliveries (
    id                  text COLLATE "C" NOT NULL PRIMARY KEY,
    notification_id     text COLLATE "C" NOT NULL,
    tenant              text COLLATE "C" NOT NULL,
    channel             text COLLATE "C" NOT NULL,
    recipient           text COLLATE "C" NOT NULL,
    address             text,
    status              text COLLATE "C" NOT NULL,
    -- True for dead, skipped and canceled.
    not_sent            boolean,
    reason              text,
    -- pending, failed: the next attempt; sending: the end of the lease, NULL when insert_leases covers it; ended: NULL
    due_at              bigint,
    -- sending since the insert: the end of that lease
    insert_lease_until  bigint,
    finished_at         bigint,
    -- Sent long after it was accepted: when. NULL for nearly all, which never touch its index.
    sent_late_at        bigint,
    lease_token         text,
    lease_node          text,
    attempts_used       integer NOT NULL DEFAULT 0,
    reclaim_count       integer NOT NULL DEFAULT 0,
    replay_count        integer NOT NULL DEFAULT 0,
    -- The last attempt that began. When attempt_started_at is NULL, its evidence stands in attempts.
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
    -- Its number in queued_deliveries; NULL where no order is kept.
    place               bigint
) PARTITION BY RANGE (id);

CREATE INDEX deliveries_of_notification ON deliveries (notification_id);
-- All that a claim and a wake-up read. Finished deliveries are not in it, nor those whose first lease runs.
CREATE INDEX deliveries_due ON deliveries (channel, due_at) WHERE due_at IS NOT NULL;
CREATE INDEX deliveries_of_recipient ON deliveries (tenant, recipient, id);
-- What people look for: few among many sent ones, which never touch this index.
CREATE INDEX deliveries_not_sent ON deliveries (tenant, id) WHERE not_sent;
-- What was sent since some time is found by id, but for these.
CREATE INDEX deliveries_sent_late ON deliveries (tenant, sent_late_at) WHERE sent_late_at IS NOT NULL;

-- The deliveries that one transaction inserted under a lease, in place of an index entry each: their ids lie in this
-- range. Its row goes when the lease has run out; what was still sending under it is due then.
CREATE TABLE insert_leases (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    lease_until bigint           NOT NULL,
    first_id    text COLLATE "C" NOT NULL,
    last_id     text COLLATE "C" NOT NULL
);

CREATE INDEX insert_leases_by_end ON insert_leases (lease_until);

-- Unfinished deliveries on channels that keep the order of acceptance, by tenant, channel and recipient, whose digest is the
-- name of the queue. The order of places is that of acceptance, on whichever node. Only the first of a queue is ever due; the
-- others have a due time that never comes.
CREATE TABLE queued_deliveries (
    queue       text COLLATE "C" NOT NULL,
    place       bigint GENERATED ALWAYS AS IDENTITY,
    delivery_id text COLLATE "C" NOT NULL,
    PRIMARY KEY (queue, place)
);

-- Attempts before the last.
CREATE TABLE attempts (
    delivery_id         text COLLATE "C" NOT NULL,
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

-- What clients said of pushed events: beside the deliveries, whose rows are hot.
CREATE TABLE acks (
    delivery_id  text COLLATE "C" NOT NULL PRIMARY KEY,
    delivered_at bigint           NOT NULL,
    read_at      bigint,
    acked_at     bigint           NOT NULL
);

CREATE INDEX acks_by_age ON acks (acked_at);

-- Outlives the notification. The key comes first: it tells more of them apart than tenant and producer do.
CREATE TABLE idempotency (
    tenant          text COLLATE "C" NOT NULL,
    producer        text COLLATE "C" NOT NULL,
    idempotency_key text COLLATE "C" NOT NULL,
    notification_id text COLLATE "C" NOT NULL,
    fingerprint     bytea            NOT NULL,
    created_at      bigint           NOT NULL,
    PRIMARY KEY (idempotency_key, producer, tenant)
);

CREATE INDEX idempotency_by_age ON idempotency (created_at);

-- Who holds the places of dedupe keys: docs/adr/0005. delivery_id is NULL where all of a notification on a channel hold one.
CREATE TABLE dedupe (
    digest          text COLLATE "C" NOT NULL PRIMARY KEY,
    notification_id text COLLATE "C" NOT NULL,
    delivery_id     text COLLATE "C",
    -- Where the channel is still to come, for the place on it.
    dedupe_key      text
);

CREATE INDEX dedupe_of_notification ON dedupe (notification_id);

-- Which deliveries of an earlier notification serve a later one.
CREATE TABLE reuses (
    notification_id text COLLATE "C" NOT NULL,
    delivery_id     text COLLATE "C" NOT NULL,
    reused_id       text COLLATE "C" NOT NULL,
    PRIMARY KEY (notification_id, delivery_id)
);

CREATE INDEX reuses_of_notification ON reuses (reused_id);

CREATE TABLE endpoints (
    tenant          text COLLATE "C" NOT NULL,
    recipient       text COLLATE "C" NOT NULL,
    channel         text COLLATE "C" NOT NULL,
    address         text             NOT NULL,
    enabled         boolean          NOT NULL,
    disabled_reason text,
    paused_until    bigint,
    -- Sealed by the secret cipher.
    secrets         bytea            NOT NULL,
    auth            bytea            NOT NULL,
    -- The key that sealed both.
    key_id          text COLLATE "C" NOT NULL,
    settings        text             NOT NULL,
    failing_since   bigint,
    failed_attempts integer          NOT NULL DEFAULT 0,
    test_status     text,
    test_error      text,
    tested_at       bigint,
    created_at      bigint           NOT NULL,
    updated_at      bigint           NOT NULL,
    -- Another one after each change but those by attempts and tests; begins with the time, so that one made anew has another.
    version         bigint           NOT NULL,
    PRIMARY KEY (tenant, recipient, channel)
);
CREATE INDEX endpoints_of_key ON endpoints (key_id, tenant, recipient, channel);

-- Processes that share this store, a row a run.
CREATE TABLE nodes (
    instance     text COLLATE "C" NOT NULL PRIMARY KEY,
    name         text             NOT NULL,
    version      text             NOT NULL,
    address      text             NOT NULL,
    draining     boolean          NOT NULL,
    started_at   bigint           NOT NULL,
    last_seen_at bigint           NOT NULL,
    left_at      bigint,
    -- A JSON array of objects: channel, concurrency, waiting, sending.
    lanes        text             NOT NULL
) WITH (fillfactor = 50);

-- Endpoint circuits, shared by all nodes; healthy endpoints have no row. not_before is 0 once the endpoint has recovered.
CREATE TABLE endpoint_circuits (
    tenant     text COLLATE "C" NOT NULL,
    recipient  text COLLATE "C" NOT NULL,
    channel    text COLLATE "C" NOT NULL,
    reason     text             NOT NULL,
    opened     integer          NOT NULL,
    not_before bigint           NOT NULL,
    changed_at bigint           NOT NULL,
    PRIMARY KEY (tenant, recipient, channel)
);

CREATE INDEX endpoint_circuits_by_change ON endpoint_circuits (changed_at);

-- The pace of endpoints that have a rate. Microseconds: a pace is finer than a millisecond.
CREATE TABLE endpoint_rates (
    tenant     text COLLATE "C" NOT NULL,
    recipient  text COLLATE "C" NOT NULL,
    channel    text COLLATE "C" NOT NULL,
    next_at_us bigint           NOT NULL,
    PRIMARY KEY (tenant, recipient, channel)
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

-- For the list of a tenant, however much others have.
CREATE INDEX operational_events_of_tenant ON operational_events (tenant, seq);
CREATE INDEX operational_events_by_age ON operational_events (happened_at);

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

-- Of this installation, not of a tenant.
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
    -- One a line; empty: any.
    networks   text             NOT NULL,
    types      text             NOT NULL,
    recipients text             NOT NULL,
    last_used_at bigint
);
CREATE INDEX api_keys_of_tenant ON api_keys (tenant, id);

-- Keys that seal secrets here, by id, each with a known value that it has sealed: a server that lacks one must not start. A
-- key is here as long as anything may be sealed with it.
CREATE TABLE secret_keys (
    id         text COLLATE "C" NOT NULL PRIMARY KEY,
    proof      bytea            NOT NULL,
    created_at bigint           NOT NULL
);

-- Keys that sign the tokens of subscribers, sealed. The newest that has no end signs; the others verify until their end.
CREATE TABLE token_keys (
    id         text COLLATE "C" NOT NULL PRIMARY KEY,
    key_id     text COLLATE "C" NOT NULL,
    sealed     bytea            NOT NULL,
    created_at bigint           NOT NULL,
    ends_at    bigint
);

-- At most one key has no end: it signs.
CREATE UNIQUE INDEX token_keys_signing ON token_keys ((ends_at IS NULL)) WHERE ends_at IS NULL;

-- One row, written to prove that a write can be made durable.
CREATE TABLE heartbeat (
    id      integer NOT NULL PRIMARY KEY CHECK (id = 1),
    beat_at bigint  NOT NULL
) WITH (fillfactor = 50);

-- Filled and emptied to prove that there is room for what an insert writes.
CREATE TABLE ballast (
    id   integer NOT NULL PRIMARY KEY,
    fill bytea   NOT NULL
);

ALTER TABLE ballast ALTER COLUMN fill SET STORAGE EXTERNAL;

-- The oldest schema version whose servers may still work here. A migration that only adds leaves it; one that takes away
-- what older servers use raises it.
CREATE TABLE compatibility (
    id             integer NOT NULL PRIMARY KEY CHECK (id = 1),
    oldest_version integer NOT NULL
);

INSERT INTO compatibility (id, oldest_version) VALUES (1, 1);
