-- What runs, or ran last, for a game. operation_id is of the operation that holds it until held_until; version changes with
-- every write, so that of two who read the same one writes.
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

-- What was done to runtimes, line by line. outcome is NULL while an operation is under way.
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
    -- What asked has one operation.
    UNIQUE (tenant, source, source_ref)
);

CREATE INDEX runtime_operations_of_game ON runtime_operations (tenant, game_id, seq);
CREATE INDEX runtime_operations_by_age ON runtime_operations (ended_at);
CREATE INDEX runtime_operations_due ON runtime_operations (publication, seq);

-- What only one node may do at a time, and which one does it.
CREATE TABLE singleton_leases (
    name            text COLLATE "C" NOT NULL PRIMARY KEY,
    holder          text             NOT NULL,
    held_until      bigint           NOT NULL
) WITH (fillfactor = 70);
