package dev.tidings.spring;

import dev.tidings.client.outbox.Outbox;
import dev.tidings.client.outbox.OutboxRelay;
import dev.tidings.client.submit.Intent;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.IllegalTransactionStateException;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Publishes intents in the current Spring transaction: from a {@code @Transactional} method, from an event listener
 * within it, or from a {@code @TransactionalEventListener} of the phase BEFORE_COMMIT. Wakes the relay after the
 * commit.
 */
public final class OutboxPublisher {
    private final JdbcTemplate jdbc;
    private final Outbox outbox;
    private final OutboxRelay relay;

    public OutboxPublisher(DataSource dataSource, Outbox outbox, OutboxRelay relay) {
        this.jdbc = new JdbcTemplate(dataSource);
        this.outbox = outbox;
        this.relay = relay;
    }

    @FunctionalInterface
    private interface Publishing {
        String in(Connection connection) throws SQLException;
    }

    /**
     * Publishes an intent without an order.
     *
     * @return the idempotency key, generated when the intent has none
     * @throws IllegalTransactionStateException when there is no transaction, or it is already committed
     * @throws IllegalArgumentException when no server would accept the intent
     */
    public String publish(Intent intent) {
        return publish(connection -> outbox.publish(connection, intent));
    }

    /** Publishes an intent that is shipped only after all earlier ones with the same ordering key. */
    public String publish(Intent intent, String orderingKey) {
        return publish(connection -> outbox.publish(connection, intent, orderingKey));
    }

    private String publish(Publishing publishing) {
        // A listener of the phase AFTER_COMMIT still sees a transaction, but nothing in it is committed.
        if (!TransactionSynchronizationManager.isActualTransactionActive()
                || !TransactionSynchronizationManager.isSynchronizationActive()) {
            throw new IllegalTransactionStateException("there is no active transaction; expected a call from within"
                    + " @Transactional, or from a @TransactionalEventListener of the phase BEFORE_COMMIT");
        }
        ConnectionCallback<String> callback = publishing::in;
        String key = jdbc.execute(callback);
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                relay.wake();
            }
        });
        return java.util.Objects.requireNonNull(key);
    }
}
