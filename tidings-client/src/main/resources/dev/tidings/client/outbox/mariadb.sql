-- The outbox of a producer on MariaDB 10.6 and later, or MySQL 8.0.13 and later.
CREATE TABLE IF NOT EXISTS tidings_outbox (
  id              BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  status          VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'pending'
                  CHECK (status IN ('pending', 'waiting', 'dead')),
  idempotency_key VARCHAR(255) NOT NULL,
  ordering_key    VARCHAR(255),
  intent          LONGTEXT NOT NULL,
  traceparent     VARCHAR(128),
  tracestate      VARCHAR(512),
  attempts        INTEGER NOT NULL DEFAULT 0,
  replays         INTEGER NOT NULL DEFAULT 0,
  available_at_ms BIGINT NOT NULL DEFAULT (TIMESTAMPDIFF(MICROSECOND, '1970-01-01', UTC_TIMESTAMP(3)) DIV 1000),
  lease_owner     VARCHAR(100),
  lease_token     VARCHAR(36) CHARACTER SET ascii COLLATE ascii_bin,
  last_error_code VARCHAR(64),
  last_error      VARCHAR(2000),
  created_at_ms   BIGINT NOT NULL DEFAULT (TIMESTAMPDIFF(MICROSECOND, '1970-01-01', UTC_TIMESTAMP(3)) DIV 1000),
  INDEX tidings_outbox_due (status, available_at_ms, id),
  INDEX tidings_outbox_order (ordering_key, id)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
