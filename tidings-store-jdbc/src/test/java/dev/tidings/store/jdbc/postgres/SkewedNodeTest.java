package dev.tidings.store.jdbc.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.store.Store;
import dev.tidings.core.time.Ticker;
import dev.tidings.store.jdbc.SmallIntents;
import dev.tidings.testkit.extension.NeedsServers;
import dev.tidings.testkit.id.CountingIds;
import dev.tidings.testkit.server.PostgresServer;
import dev.tidings.testkit.store.ReversingCipher;
import dev.tidings.testkit.time.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Leases use the database's time: a node with a wrong clock neither takes nor loses leases. */
@NeedsServers
class SkewedNodeTest {
    private static final Duration AHEAD = Duration.ofMinutes(10);
    private static final Duration CLOSE = Duration.ofSeconds(5);

    private final String url = PostgresServer.shared().createDatabase();
    private final CountingIds ids = new CountingIds();
    private final Store right = open(System::nanoTime);
    private final Store ahead = open(() -> System.nanoTime() + AHEAD.toNanos());
    private final SmallIntents intents =
            new SmallIntents(new SettableClock(right.clock().instant()));

    @AfterEach
    void close() {
        ahead.close();
        right.close();
    }

    @Test
    void nodes_agree_on_the_time_whatever_their_own_clocks_say() {
        Instant here = right.clock().instant();

        assertThat(Duration.between(here, ahead.clock().instant()).abs()).isLessThan(CLOSE);
    }

    @Test
    void a_node_ten_minutes_ahead_does_not_take_over_a_valid_lease() {
        intents.accept(right, "user:1");
        DeliveryId held = intents.claim(right, 1).getFirst().id();

        assertThat(intents.claim(ahead, 1)).isEmpty();
        assertThat(right.queries()
                        .delivery(SmallIntents.TENANT, held)
                        .orElseThrow()
                        .reclaimCount())
                .isZero();
    }

    @Test
    void intents_accepted_by_a_node_ten_minutes_ahead_are_due_immediately_for_others() {
        intents.accept(ahead, "user:1");

        assertThat(intents.claim(right, 1)).hasSize(1);
    }

    @Test
    void deliveries_it_delays_are_due_at_the_same_time_for_others() {
        intents.accept(ahead, "user:1");
        ahead.completions()
                .complete(List.of(intents.failed(intents.claim(ahead, 1).getFirst())));

        assertThat(intents.claim(right, 1)).hasSize(1);
    }

    private Store open(Ticker ticker) {
        return PostgresStore.open(PostgresDatabases.pool(url), ticker, new ReversingCipher(), ids);
    }
}
