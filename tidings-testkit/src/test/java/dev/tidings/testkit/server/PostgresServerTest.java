package dev.tidings.testkit.server;

import dev.tidings.testkit.extension.NeedsServers;

@NeedsServers
class PostgresServerTest extends ServerContract {
    PostgresServerTest() {
        super(
                PostgresServer.start(ServerOptions.durable().with("max_connections", "41")),
                "SELECT current_setting('max_connections')::int",
                "SELECT current_setting('fsync')::bool::int",
                "SELECT current_setting('synchronous_commit')::bool::int",
                "SELECT current_setting('full_page_writes')::bool::int");
    }
}
