package dev.tidings.store.jdbc.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Wakes the other nodes with LISTEN and NOTIFY when a delivery is due for which this node has no capacity. The first
 * signal is sent at once, later ones together after a short interval, outside of hot-path transactions, whose commits a
 * NOTIFY would serialize. A lost signal costs at most the time until the next poll.
 */
final class DueSignals implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DueSignals.class);
    /** Need not be durable: a lost signal is found by a poll. */
    private static final String NOTIFY = """
        SELECT set_config('synchronous_commit', 'off', TRUE), pg_notify('tidings_due', ?)
        """;

    private static final String LISTEN = """
        LISTEN tidings_due
        """;
    private static final String SEPARATOR = ",";
    private static final int INTERVAL_MS = 20;
    private static final int LISTEN_MS = 500;
    private static final int AFTER_FAILURE_MS = 1_000;
    private static final int ANSWER_MS = 3_000;

    private final DataSource sending;
    private final @Nullable DataSource listening;
    private final Set<String> collected = ConcurrentHashMap.newKeySet();

    /** Signals are being sent, or the interval after the last ones has not ended. */
    private final AtomicBoolean sendingOrWaiting = new AtomicBoolean();

    private final ScheduledExecutorService sender = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("tidings-signals").factory());
    /** Stays open after the first signal; used by the sender, and after its end by {@link #close}. */
    private @Nullable Connection connection;

    private volatile @Nullable Thread listener;
    private volatile boolean closed;
    private volatile int ownPid;

    /**
     * @param sending connections to signal with
     * @param listening connections that stay open; null behind a pooler, which would give them to others in between, so that
     *     only polls find due deliveries
     */
    DueSignals(DataSource sending, @Nullable DataSource listening) {
        this.sending = sending;
        this.listening = listening;
    }

    /** Signals the other nodes that deliveries are due on these channels. */
    void due(Collection<String> channels) {
        if (channels.isEmpty()) {
            return;
        }
        collected.addAll(channels);
        sendCollected();
    }

    private void sendCollected() {
        if (sendingOrWaiting.compareAndSet(false, true)) {
            try {
                sender.execute(this::send);
            } catch (RejectedExecutionException stopped) {
                LOG.trace("closed before a signal was sent");
            }
        }
    }

    private void send() {
        Set<String> channels = new TreeSet<>(collected);
        collected.removeAll(channels);
        try {
            // Runs on the same thread, after the signal was sent.
            var _ = sender.schedule(this::endInterval, INTERVAL_MS, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException stopped) {
            LOG.trace("closed before a signal was sent");
        }
        signal(channels);
    }

    private void endInterval() {
        sendingOrWaiting.set(false);
        if (!collected.isEmpty()) {
            sendCollected();
        }
    }

    private void signal(Set<String> channels) {
        if (closed) {
            return;
        }
        // The payload names the listener's process: it must ignore this signal, which comes from another connection.
        String payload = ownPid + SEPARATOR + String.join(SEPARATOR, channels);
        try (PreparedStatement notify = connected().prepareStatement(NOTIFY)) {
            notify.setString(1, payload);
            notify.execute();
        } catch (SQLException lost) {
            LOG.debug("cannot signal the other nodes: {}", lost.getMessage());
            disconnect();
        }
    }

    private Connection connected() throws SQLException {
        Connection open = connection;
        if (open == null) {
            open = sending.getConnection();
            connection = open;
            open.setNetworkTimeout(sender, ANSWER_MS);
        }
        return open;
    }

    private void disconnect() {
        Connection open = connection;
        connection = null;
        if (open == null) {
            return;
        }
        try {
            open.close();
        } catch (SQLException failed) {
            LOG.debug("closing the connection for signals failed: {}", failed.getMessage());
        }
    }

    /** Calls the listener with a channel for each signal of another node. */
    synchronized void listen(Consumer<String> woken) {
        if (listener != null) {
            throw new IllegalStateException("there is a listener already");
        }
        DataSource source = listening;
        if (source != null) {
            listener =
                    Thread.ofPlatform().daemon().name("tidings-listener").start(() -> listenUntilClosed(source, woken));
        }
    }

    private void listenUntilClosed(DataSource source, Consumer<String> woken) {
        while (!closed) {
            try (Connection connection = source.getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute(LISTEN);
                PGConnection postgres = connection.unwrap(PGConnection.class);
                ownPid = postgres.getBackendPID();
                while (!closed) {
                    for (PGNotification signal : postgres.getNotifications(LISTEN_MS)) {
                        received(signal.getParameter(), woken);
                    }
                }
            } catch (SQLException | RuntimeException lost) {
                pauseAfter(lost);
            }
        }
    }

    private void received(String payload, Consumer<String> woken) {
        String[] parts = payload.split(SEPARATOR, -1);
        if (parts.length > 1 && !parts[0].equals(Integer.toString(ownPid))) {
            for (int i = 1; i < parts.length; i++) {
                woken.accept(parts[i]);
            }
        }
    }

    private void pauseAfter(Exception lost) {
        if (closed) {
            return;
        }
        LOG.debug("cannot receive signals of other nodes; retrying: {}", lost.getMessage());
        try {
            Thread.sleep(AFTER_FAILURE_MS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            closed = true;
        }
    }

    @Override
    public void close() {
        closed = true;
        sender.shutdownNow();
        Thread running = listener;
        if (running != null) {
            running.interrupt();
        }
        try {
            if (sender.awaitTermination(ANSWER_MS, TimeUnit.MILLISECONDS)) {
                disconnect();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
