package dev.tidings.client.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.client.Backoff;
import dev.tidings.client.submit.Intent;
import dev.tidings.testkit.extension.FailureEvidence;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Simulates producers that commit and roll back, relays that die between any two steps, an unavailable database, and a
 * connection to Tidings that drops, duplicates and delays: every committed intent is accepted once, per key in the
 * order of publication, and no rolled-back intent is accepted. {@code -Dtidings.seed=N} repeats a run.
 */
class OutboxSimulationTest {
    private static final int RUNS = 6;
    private static final int STEPS = 220;
    private static final int RELAYS = 3;
    private static final Duration LEASE = Duration.ofMinutes(5);
    private static final Backoff MINUTES = Backoff.between(Duration.ofMinutes(1), Duration.ofMinutes(4));

    @TempDir
    Path folder;

    private long current;

    @RegisterExtension
    final FailureEvidence evidence = new FailureEvidence().seed(() -> String.valueOf(current));

    static LongStream seeds() {
        Long given = Long.getLong("tidings.seed");
        return given == null ? new Random().longs(RUNS, 0, 1_000_000) : LongStream.of(given);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void every_committed_intent_is_accepted_once_and_in_order(long seed) throws SQLException {
        current = seed;
        World world = new World(seed, "jdbc:sqlite:" + folder.resolve("app-" + seed + ".db") + "?synchronous=OFF");
        world.live();
        world.heal();
        world.check();
    }

    private static final class World implements Shipper {
        private final Random random;
        private final String url;
        private final FaultyDataSource dataSource;
        private final AcceptingShipper tidings = new AcceptingShipper();
        private final Outbox outbox = new Outbox();
        private final OutboxAdmin admin;
        private final AfterDead afterDead;
        private final List<OutboxRow> delayed = new ArrayList<>();
        private final Map<String, List<String>> publishedByOrder = new LinkedHashMap<>();
        private final Set<String> committed = new HashSet<>();
        private final Set<String> refused = new HashSet<>();
        private final Set<String> wasRefused = new HashSet<>();
        private boolean healed;
        private int depth;
        private int published;

        World(long seed, String url) throws SQLException {
            this.random = new Random(seed);
            this.url = url;
            this.dataSource = new FaultyDataSource(url, random);
            this.afterDead = random.nextBoolean() ? AfterDead.KEY_WAITS : AfterDead.KEY_GOES_ON;
            this.admin = new OutboxAdmin(dataSource, OutboxTable.DEFAULT);
            try (Connection connection = DriverManager.getConnection(url)) {
                OutboxSchema.create(connection, OutboxTable.DEFAULT);
            }
        }

        void live() throws SQLException {
            for (int step = 0; step < STEPS; step++) {
                switch (random.nextInt(8)) {
                    case 0, 1, 2 -> transaction();
                    case 3 -> timePasses();
                    case 4 -> arriveLate();
                    case 5 -> operate();
                    default -> relay();
                }
            }
        }

        private void transaction() throws SQLException {
            try (Connection connection = DriverManager.getConnection(url)) {
                connection.setAutoCommit(false);
                Map<String, String> orders = new LinkedHashMap<>();
                for (int i = random.nextInt(4); i >= 0; i--) {
                    String key = "key-" + published++;
                    Intent intent = Intent.of("order.paid", "shop").to("user:1").key(key);
                    if (random.nextInt(4) == 0) {
                        outbox.publish(connection, intent);
                    } else {
                        String order = "order:" + random.nextInt(3);
                        outbox.publish(connection, intent, order);
                        orders.put(key, order);
                    }
                    if (random.nextInt(12) == 0) {
                        refused.add(key);
                    }
                    orders.putIfAbsent(key, "");
                }
                if (random.nextInt(4) == 0) {
                    connection.rollback();
                    return;
                }
                connection.commit();
                committed.addAll(orders.keySet());
                orders.forEach((key, order) -> publishedByOrder
                        .computeIfAbsent(order, none -> new ArrayList<>())
                        .add(key));
            }
        }

        /** Leases expire and postponed rows become due. */
        private void timePasses() throws SQLException {
            try (Connection connection = DriverManager.getConnection(url);
                    Statement statement = connection.createStatement()) {
                statement.executeUpdate("UPDATE tidings_outbox SET available_at_ms = available_at_ms - "
                        + Duration.ofMinutes(random.nextInt(10)).toMillis());
            }
        }

        private void arriveLate() {
            if (!delayed.isEmpty()) {
                tidings.accept(delayed.remove(random.nextInt(delayed.size())));
            }
        }

        private void operate() throws SQLException {
            if (random.nextBoolean()) {
                refused.clear();
            }
            try {
                admin.replayAll();
            } catch (SQLException | RelayCrash away) {
                // The operator tries again later.
            }
        }

        private void relay() {
            RelayOptions options = RelayOptions.defaults()
                    .owner("relay-" + random.nextInt(RELAYS))
                    .batch(1 + random.nextInt(6))
                    .lease(LEASE)
                    .backoff(MINUTES)
                    .afterDead(afterDead);
            RelayPass pass = new RelayPass(dataSource, OutboxTable.DEFAULT, this, options);
            try {
                if (random.nextInt(10) == 0) {
                    pass.freeStranded();
                }
                pass.run();
            } catch (SQLException | RelayCrash died) {
                // Another relay takes over, or this one tries again.
            }
        }

        @Override
        public List<Shipment> ship(List<OutboxRow> rows) {
            assertThat(rows.stream().map(OutboxRow::orderingKey).filter(key -> key != null))
                    .as("at most one row of a key is under way")
                    .doesNotHaveDuplicates();
            return rows.stream().map(this::ship).toList();
        }

        private Shipment ship(OutboxRow row) {
            if (refused.contains(row.idempotencyKey())) {
                wasRefused.add(row.idempotencyKey());
                return new Shipment.Refused(AcceptingShipper.problem("invalid_field", "no"));
            }
            switch (healed ? 9 : random.nextInt(12)) {
                case 0 -> {
                    return later();
                }
                case 1 -> {
                    tidings.accept(row);
                    return later();
                }
                case 2 -> {
                    delayed.add(row);
                    return later();
                }
                case 3 -> throw new RelayCrash();
                case 4 -> {
                    tidings.accept(row);
                    throw new RelayCrash();
                }
                case 5 -> {
                    tidings.accept(row);
                    tidings.accept(row);
                }
                case 6 -> {
                    meanwhile();
                    tidings.accept(row);
                }
                default -> tidings.accept(row);
            }
            return new Shipment.Shipped();
        }

        /** This relay hangs while the others continue. */
        private void meanwhile() {
            if (depth > 2) {
                return;
            }
            depth++;
            try {
                timePasses();
                for (int i = random.nextInt(4); i >= 0; i--) {
                    relay();
                }
            } catch (SQLException away) {
                throw new IllegalStateException(away);
            } finally {
                depth--;
            }
        }

        private static Shipment later() {
            return new Shipment.Later(AcceptingShipper.problem("unavailable", "not now"));
        }

        void heal() throws SQLException {
            healed = true;
            dataSource.heal();
            refused.clear();
            while (admin.lag().pending() + admin.lag().dead() > 0) {
                long before = admin.lag().pending() + admin.lag().dead();
                admin.replayAll();
                try (Connection connection = DriverManager.getConnection(url);
                        Statement statement = connection.createStatement()) {
                    statement.executeUpdate("UPDATE tidings_outbox SET available_at_ms = 0");
                }
                for (int i = 0; i < 20; i++) {
                    relay();
                }
                assertThat(admin.lag().pending() + admin.lag().dead())
                        .as("rows left")
                        .isLessThan(before);
            }
        }

        void check() {
            assertThat(tidings.keys()).containsExactlyInAnyOrderElementsOf(committed);
            publishedByOrder.forEach((order, keys) -> {
                if (!order.isEmpty()) {
                    assertThat(ordered(tidings.keys(), keys)).as(order).isEqualTo(ordered(keys, keys));
                }
            });
        }

        /** A dead row that does not block its key has no place in the order. */
        private List<String> ordered(List<String> all, List<String> of) {
            return all.stream()
                    .filter(of::contains)
                    .filter(key -> afterDead == AfterDead.KEY_WAITS || !wasRefused.contains(key))
                    .toList();
        }
    }
}
