package dev.tidings.testkit.server;

import dev.tidings.testkit.extension.NeedsServers;

@NeedsServers
class MariaDbServerTest extends ServerContract {
    MariaDbServerTest() {
        super(
                MariaDbServer.start(ServerOptions.durable().with("max_connections", "41")),
                "SELECT @@max_connections",
                "SELECT @@innodb_flush_log_at_trx_commit",
                "SELECT @@innodb_doublewrite = 'ON'");
    }
}
