package dev.tidings.client.outbox;

import dev.tidings.testkit.extension.NeedsServers;
import dev.tidings.testkit.server.PostgresServer;

@NeedsServers
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
