package dev.tidings.client.outbox;

import dev.tidings.testkit.server.PostgresServer;

class PostgresOutboxTest extends OutboxContract {
    @Override
    String url() {
        return PostgresServer.shared().createDatabase();
    }

    @Override
    String explain() {
        return "EXPLAIN (COSTS OFF) ";
    }
}
