package dev.tidings.cli.outbox;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.tidings.cli.UsageError;
import dev.tidings.client.outbox.OutboxAdmin;
import dev.tidings.client.outbox.OutboxTable;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.secret.Masking;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options for the database of a producer's outbox. */
final class OutboxDatabase {
    private static final long CONNECT_MS = 5_000;

    @Option(
            names = "--database",
            required = true,
            paramLabel = "URL",
            description = "The producer's database: jdbc:postgresql://…, jdbc:mariadb://… or jdbc:sqlite:…"
                    + " (also TIDINGS_OUTBOX_DATABASE).",
            defaultValue = "${env:TIDINGS_OUTBOX_DATABASE}")
    @SuppressWarnings("NullAway.Init")
    private String url;

    @Option(
            names = "--user",
            description = "The database user (also TIDINGS_OUTBOX_USER).",
            defaultValue = "${env:TIDINGS_OUTBOX_USER}")
    private @Nullable String user;

    @Option(
            names = "--password",
            description = "The database password; prefer TIDINGS_OUTBOX_PASSWORD.",
            defaultValue = "${env:TIDINGS_OUTBOX_PASSWORD}")
    private @Nullable String password;

    @Option(names = "--table", defaultValue = "tidings_outbox", description = "The table (default tidings_outbox).")
    @SuppressWarnings("NullAway.Init")
    private String table;

    /** A query of the outbox. */
    @FunctionalInterface
    interface Question<T> {
        T at(OutboxAdmin outbox) throws SQLException;
    }

    <T> T ask(Question<T> question) {
        OutboxTable named = named();
        try (HikariDataSource source = new HikariDataSource(config())) {
            return question.at(new OutboxAdmin(source, named));
        } catch (SQLException refused) {
            throw unreadable(refused);
        } catch (RuntimeException failed) {
            if (failed.getCause() instanceof SQLException refused) {
                throw unreadable(refused);
            }
            throw failed;
        }
    }

    private OutboxTable named() {
        try {
            return new OutboxTable(table);
        } catch (IllegalArgumentException wrong) {
            throw new UsageError("--table: " + wrong.getMessage());
        }
    }

    private HikariConfig config() {
        if (!url.startsWith("jdbc:")) {
            throw new UsageError(
                    "--database is " + Masking.bare(url) + "; expected a JDBC URL such as jdbc:postgresql://host/name");
        }
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setUsername(user);
        config.setPassword(password);
        config.setMaximumPoolSize(1);
        config.setConnectionTimeout(CONNECT_MS);
        config.setInitializationFailTimeout(CONNECT_MS);
        return config;
    }

    private RuntimeException unreadable(SQLException refused) {
        return Problem.invalid(
                        "--database",
                        Masking.bare(url),
                        "a database with an outbox in the table " + table + ": " + refused.getMessage())
                .exception();
    }
}
