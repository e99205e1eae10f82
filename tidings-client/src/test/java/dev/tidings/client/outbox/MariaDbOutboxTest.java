package dev.tidings.client.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.testkit.extension.NeedsServers;
import dev.tidings.testkit.server.MariaDbServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

@NeedsServers
class MariaDbOutboxTest extends OutboxContract {
    @Override
    String url() {
        return MariaDbServer.shared().createDatabase();
    }

    /** An update locks what its subquery reads, so the second waits for the first. */
    @Override
    int unfinishedRemovals() {
        return 1;
    }

    @Override
    String explain() {
        return "EXPLAIN ";
    }

    /** An earlier version read every waiting row for each key, which the plan for a known key does not show. */
    @Test
    void settling_reads_only_the_rows_of_its_keys() throws SQLException {
        fillWithWaiting();
        OutboxSql sql = new OutboxSql(table, AfterDead.KEY_WAITS);
        try (Connection connection = dataSource.getConnection()) {
            long before = rowsRead(connection);
            Set<String> unchanged = Statements.updateEach(
                    connection,
                    sql.promote(OutboxDialect.MARIADB),
                    "key",
                    List.of("order-1", "order-2", "none"),
                    Map.of("passed", sql.passed()));
            assertThat(unchanged).contains("none");

            assertThat(rowsRead(connection) - before).isLessThan(300);
        }
    }

    private static long rowsRead(Connection connection) throws SQLException {
        return Statements.query(connection, "SHOW SESSION STATUS LIKE 'Handler_read%'", Map.of(), row -> row.getLong(2))
                .stream()
                .mapToLong(Long::longValue)
                .sum();
    }
}
