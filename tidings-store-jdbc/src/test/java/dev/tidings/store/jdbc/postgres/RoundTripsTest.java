package dev.tidings.store.jdbc.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.core.store.AcceptResult;
import dev.tidings.core.store.Acceptance;
import dev.tidings.core.store.CompleteStore.CompletionResult;
import dev.tidings.store.jdbc.SmallIntents;
import dev.tidings.testkit.extension.NeedsServers;
import dev.tidings.testkit.id.CountingIds;
import dev.tidings.testkit.store.ReversingCipher;
import dev.tidings.testkit.time.SettableClock;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The latency of a small batch is that of its round trips to the server. */
@NeedsServers
class RoundTripsTest {
    private static final int SMALL = 49;

    private final SettableClock clock = SettableClock.atStart();
    private final SmallIntents intents = new SmallIntents(clock);
    private final PostgresStore store = PostgresStore.reopenOn(
            clock,
            PostgresDatabases.pool(RoundTrips.counted(PostgresDatabases.migrated())),
            new ReversingCipher(),
            new CountingIds());

    /** Opens the connections, and prepares the statements on the server. */
    @BeforeEach
    void warmUp() {
        Acceptance one = intents.leased("user:warm-up");
        accept(List.of(one));
        accept(List.of(one));
        complete(List.of(one));
        complete(List.of(one));
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void an_intent_is_accepted_in_one_and_its_delivery_is_completed_in_another() {
        List<Acceptance> one = List.of(intents.leased("user:1"));

        assertThat(RoundTrips.of(() -> accept(one))).isEqualTo(1);
        assertThat(RoundTrips.of(() -> complete(one))).isEqualTo(1);
    }

    @Test
    void a_small_batch_takes_no_more() {
        List<Acceptance> batch = IntStream.range(0, SMALL)
                .mapToObj(i -> intents.leased("user:" + i))
                .toList();

        assertThat(RoundTrips.of(() -> accept(batch))).isEqualTo(1);
        assertThat(RoundTrips.of(() -> complete(batch))).isEqualTo(1);
    }

    @Test
    void a_repeated_intent_needs_two_more_for_the_first_receipt() {
        List<Acceptance> one = List.of(intents.leased("user:1"));
        accept(one);

        assertThat(RoundTrips.of(
                        () -> assertThat(accept(one)).singleElement().isInstanceOf(AcceptResult.Replayed.class)))
                .isEqualTo(3);
    }

    @Test
    void a_completion_without_its_lease_needs_two_more_for_its_attempt() {
        List<Acceptance> one = List.of(intents.leased("user:1"));
        accept(one);
        complete(one);

        assertThat(RoundTrips.of(() -> assertThat(complete(one)).containsExactly(CompletionResult.LATE)))
                .isEqualTo(3);
    }

    private List<AcceptResult> accept(List<Acceptance> batch) {
        return store.accepts().accept(batch, SmallIntents.GRANT);
    }

    private List<CompletionResult> complete(List<Acceptance> batch) {
        return store.completions()
                .complete(batch.stream()
                        .map(one -> intents.sent(intents.lease(one)))
                        .toList());
    }
}
