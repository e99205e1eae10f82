package dev.tidings.client.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** H2 in memory, in its own mode and in the compatibility modes that applications test with. */
class H2OutboxTest {
    @Nested
    class Regular extends InMode {
        Regular() {
            super("");
        }
    }

    @Nested
    class LikePostgresql extends InMode {
        LikePostgresql() {
            super(";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH");
        }
    }

    @Nested
    class LikeMysql extends InMode {
        LikeMysql() {
            super(";MODE=MySQL;DATABASE_TO_LOWER=TRUE;CASE_INSENSITIVE_IDENTIFIERS=TRUE");
        }
    }

    abstract static class InMode extends OutboxContract {
        private final String mode;

        InMode(String mode) {
            this.mode = mode;
        }

        @Override
        String url() {
            return "jdbc:h2:mem:" + getClass().getSimpleName() + ";DB_CLOSE_DELAY=-1" + mode;
        }

        @Override
        String explain() {
            return "EXPLAIN ";
        }

        /** H2 has no recursive query within an INSERT. */
        @Override
        void fillWithWaiting() throws SQLException {
            try (Connection connection = dataSource.getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("INSERT INTO " + table.name() + " (status, idempotency_key, ordering_key, intent)"
                        + " SELECT 'waiting', concat_ws('-', 'k', i), concat_ws('-', 'order', mod(i, 7)), '{}'"
                        + " FROM system_range(1, 4500) AS n(i)");
            }
        }

        @Test
        void a_relay_restores_the_isolation_level_of_its_connection() throws SQLException {
            JdbcConnectionPool one = JdbcConnectionPool.create(url(), "", "");
            one.setMaxConnections(1);
            try {
                try (Connection connection = one.getConnection()) {
                    connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
                }
                int within =
                        new Transactions(one, table).run((connection, dialect) -> connection.getTransactionIsolation());

                assertThat(within).isEqualTo(Connection.TRANSACTION_READ_COMMITTED);
                try (Connection connection = one.getConnection()) {
                    assertThat(connection.getTransactionIsolation()).isEqualTo(Connection.TRANSACTION_SERIALIZABLE);
                }
            } finally {
                one.dispose();
            }
        }
    }
}
