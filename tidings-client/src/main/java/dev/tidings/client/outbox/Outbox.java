package dev.tidings.client.outbox;

import dev.tidings.client.submit.Intent;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Publishes intents in the caller's transaction: committed intents are shipped, rolled-back ones are not. Thread-safe.
 *
 * {@snippet class="Samples" region="outbox"}
 */
public final class Outbox {
    private static final int KEY_CHARS = 255;

    private final String insert;
    private final UnaryOperator<Intent> finish;

    public Outbox() {
        this(OutboxTable.DEFAULT);
    }

    public Outbox(OutboxTable table) {
        this(table, UnaryOperator.identity());
    }

    /** @param finish applied to every intent before it is written, for example to add a trace */
    public Outbox(OutboxTable table, UnaryOperator<Intent> finish) {
        this.insert = table.in("""
            INSERT INTO %table% (idempotency_key, ordering_key, intent, traceparent, tracestate)
            VALUES (?, ?, ?, ?, ?)
            """);
        this.finish = finish;
    }

    /**
     * Publishes an intent without an order.
     *
     * @param connection with a transaction that the caller commits
     * @return the idempotency key, generated when the intent has none
     * @throws IllegalArgumentException when no server would accept the intent, or the database is not supported
     * @throws IllegalStateException when the connection is in auto-commit mode
     */
    public String publish(Connection connection, Intent intent) throws SQLException {
        return insert(connection, intent, null);
    }

    /**
     * Publishes an intent that is shipped only after all earlier ones with the same ordering key.
     *
     * @param orderingKey for example {@code order:4711}; concurrent transactions with the same key have no order unless
     * one waits for the other
     */
    public String publish(Connection connection, Intent intent, String orderingKey) throws SQLException {
        IntentCheck.id("ordering_key", orderingKey, KEY_CHARS);
        return insert(connection, intent, orderingKey);
    }

    private String insert(Connection connection, Intent given, @Nullable String orderingKey) throws SQLException {
        Intent finished = finish.apply(given);
        Intent intent = finished.idempotencyKey().isEmpty()
                ? finished.key(UUID.randomUUID().toString())
                : finished;
        IntentCheck.check(intent);
        String document = IntentDocument.write(intent);
        IntentCheck.document(document);
        OutboxDialect unused = OutboxDialect.of(connection);
        if (connection.getAutoCommit()) {
            throw new IllegalStateException("the connection is in auto-commit mode; expected setAutoCommit(false)"
                    + " and a transaction that the caller commits");
        }
        try (PreparedStatement statement = connection.prepareStatement(insert)) {
            statement.setString(1, intent.idempotencyKey());
            statement.setString(2, orderingKey);
            statement.setString(3, document);
            statement.setString(4, orNull(intent.message().getTraceparent()));
            statement.setString(5, orNull(intent.message().getTracestate()));
            int inserted = statement.executeUpdate();
            if (inserted != 1) {
                throw new SQLException("inserted " + inserted + " rows; expected 1");
            }
        }
        return intent.idempotencyKey();
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
