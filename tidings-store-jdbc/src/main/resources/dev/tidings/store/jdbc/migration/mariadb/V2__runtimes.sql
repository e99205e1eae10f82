-- What runs, or ran last, for a game. operation_id is of the operation that holds it until held_until; version changes with
-- every write, so that of two who read the same one writes.
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

-- What was done to runtimes, line by line. outcome is NULL while an operation is under way.
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
    -- What asked has one operation.
    UNIQUE (tenant, source, source_ref),
    INDEX runtime_operations_of_game (tenant, game_id, seq),
    INDEX runtime_operations_by_age (ended_at),
    INDEX runtime_operations_due (publication, seq)
) ENGINE = InnoDB, CHARACTER SET = utf8mb4, COLLATE = utf8mb4_nopad_bin;

-- What only one node may do at a time, and which one does it.
CREATE TABLE singleton_leases (
    name            VARCHAR(255)  NOT NULL PRIMARY KEY,
    holder          VARCHAR(255)  NOT NULL,
    held_until      BIGINT        NOT NULL
) ENGINE = InnoDB, CHARACTER SET = utf8mb4, COLLATE = utf8mb4_nopad_bin;
