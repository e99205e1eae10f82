-- The outbox of a producer on SQLite.
CREATE TABLE IF NOT EXISTS tidings_outbox (
  id              INTEGER PRIMARY KEY AUTOINCREMENT,
  status          TEXT NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'waiting', 'dead')),
  idempotency_key TEXT NOT NULL,
  ordering_key    TEXT,
  intent          TEXT NOT NULL,
  traceparent     TEXT,
  tracestate      TEXT,
  attempts        INTEGER NOT NULL DEFAULT 0,
  replays         INTEGER NOT NULL DEFAULT 0,
  available_at_ms INTEGER NOT NULL DEFAULT (CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)),
  lease_owner     TEXT,
  lease_token     TEXT,
  last_error_code TEXT,
  last_error      TEXT,
  created_at_ms   INTEGER NOT NULL DEFAULT (CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER))
);
CREATE INDEX IF NOT EXISTS tidings_outbox_due ON tidings_outbox (status, available_at_ms, id);
CREATE INDEX IF NOT EXISTS tidings_outbox_order ON tidings_outbox (ordering_key, id) WHERE ordering_key IS NOT NULL;
