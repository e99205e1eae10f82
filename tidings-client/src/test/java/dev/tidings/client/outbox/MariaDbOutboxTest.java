package dev.tidings.client.outbox;

import dev.tidings.testkit.server.MariaDbServer;

class MariaDbOutboxTest extends OutboxContract {
    @Override
    String url() {
        return MariaDbServer.shared().createDatabase();
    }

    @Override
    String explain() {
        return "EXPLAIN ";
    }
}
