package dev.tidings.store.jdbc.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tidings.core.store.Store;
import dev.tidings.core.store.StoreUnavailable;
import dev.tidings.store.jdbc.AccessMode;
import dev.tidings.store.jdbc.SqlFailures;
import dev.tidings.testkit.extension.NeedsPackages;
import dev.tidings.testkit.extension.TestPackages;
import dev.tidings.testkit.server.PgBouncer;
import dev.tidings.testkit.server.PostgresServer;
import dev.tidings.testkit.server.TestTables;
import dev.tidings.testkit.store.AcceptContract;
import dev.tidings.testkit.store.RaceContract;
import dev.tidings.testkit.store.StoreFactory;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** PostgreSQL behind PgBouncer, whose transaction mode uses any free connection per transaction. */
@NeedsPackages(TestPackages.POOLER)
class PgBouncerTest {
    private static @Nullable PgBouncer bouncer;
    private static String direct = "";

    @BeforeAll
    static void start() {
        direct = PostgresServer.shared().createDatabase();
        bouncer = PgBouncer.start(direct, PgBouncer.Mode.TRANSACTION);
    }

    @AfterAll
    static void stop() {
        if (bouncer != null) {
            bouncer.close();
        }
        PostgresServer.shared().dropDatabase(direct);
    }

    private static String url() {
        return Objects.requireNonNull(bouncer, "started before any test").url();
    }

    private static final StoreFactory BEHIND = (folder, clock, cipher, ids) -> {
        Store store = PostgresStore.openOn(clock, PostgresDatabases.pool(url()), cipher, ids);
        TestTables.emptyPostgres(direct);
        return store;
    };

    @Test
    void mixed_up_prepared_statements_are_reported_with_the_cause() throws Exception {
        String prepared = url() + "&prepareThreshold=1";
        try (Connection first = DriverManager.getConnection(prepared);
                Connection second = DriverManager.getConnection(prepared)) {
            query(first);
            SQLException failure = catchThrowableOfType(SQLException.class, () -> query(second));

            assertThat((Throwable) failure).hasMessageContaining("prepared statement");
            assertThat((Throwable) SqlFailures.of(
                            "db", PostgresDialect.INSTANCE, AccessMode.WRITE, "open the database", failure))
                    .isInstanceOf(StoreUnavailable.class)
                    .hasMessageStartingWith("cannot open the database in db: a pooler in transaction mode")
                    .hasMessageContaining("prepareThreshold=0")
                    .hasMessageNotContaining("\n");
        }
    }

    private static void query(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT 1 + ?")) {
            statement.setInt(1, 1);
            try (ResultSet row = statement.executeQuery()) {
                assertThat(row.next()).isTrue();
            }
        }
    }

    @Test
    void transaction_mode_is_distinguished_from_session_mode_and_no_pooler() throws Exception {
        assertThat(pooled(url())).isTrue();
        assertThat(pooled(direct)).isFalse();
        try (PgBouncer sessions = PgBouncer.start(direct, PgBouncer.Mode.SESSION)) {
            assertThat(pooled(sessions.url())).isFalse();
        }
    }

    private static boolean pooled(String url) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url)) {
            return PostgresCompatibility.pooled(
                    connection, PostgresDatabases.pool(url).single());
        }
    }

    @Nested
    class Accept extends AcceptContract {
        Accept() {
            super(BEHIND);
        }
    }

    @Nested
    class Race extends RaceContract {
        Race() {
            super(BEHIND);
        }
    }
}
