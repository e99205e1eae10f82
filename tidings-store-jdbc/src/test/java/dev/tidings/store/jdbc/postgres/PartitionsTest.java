package dev.tidings.store.jdbc.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.core.delivery.LeasedDelivery;
import dev.tidings.core.store.AcceptResult;
import dev.tidings.core.store.CompleteStore.CompletionResult;
import dev.tidings.core.store.DeliveryFilter;
import dev.tidings.core.store.OperationalEvent;
import dev.tidings.store.jdbc.SmallIntents;
import dev.tidings.store.jdbc.Sql;
import dev.tidings.testkit.extension.NeedsServers;
import dev.tidings.testkit.id.CountingIds;
import dev.tidings.testkit.store.ReversingCipher;
import dev.tidings.testkit.time.SettableClock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** History is partitioned by days, which are created in advance and dropped as a whole. */
@NeedsServers
class PartitionsTest {
    private static final Duration KEPT = Duration.ofDays(30);

    private final SettableClock clock = SettableClock.atStart();
    private final SmallIntents intents = new SmallIntents(clock);
    private final PostgresStore store = PostgresStore.reopenOn(
            clock, PostgresDatabases.pool(PostgresDatabases.migrated()), new ReversingCipher(), new CountingIds());

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void partitions_are_created_in_advance() {
        assertThat(days()).hasSize(1 + Partitions.DAYS_AHEAD);

        clock.advance(Duration.ofDays(1));
        store.retention().removeFinished(clock.instant().minus(KEPT), 10);

        assertThat(days()).hasSize(2 + Partitions.DAYS_AHEAD);
    }

    @Test
    void a_missing_partition_is_created_while_the_intent_waits_and_reported() {
        clock.advance(Duration.ofDays(100));

        assertThat(store.accepts().accept(List.of(intents.to("user:1")), SmallIntents.GRANT))
                .singleElement()
                .isInstanceOf(AcceptResult.Accepted.class);

        assertThat(store.events().events("default", null, 10).items())
                .extracting(OperationalEvent::kind)
                .containsExactly(Partitions.MISSING);
    }

    @Test
    void a_finished_day_is_dropped_at_once_whatever_its_size() {
        for (int i = 0; i < 20; i++) {
            intents.accept(store, "user:" + i);
        }
        intents.claim(store, 20).forEach(leased -> store.completions().complete(List.of(intents.sent(leased))));
        int before = days().size();
        clock.advance(KEPT.plusDays(1));

        assertThat(store.retention().removeFinished(clock.instant().minus(KEPT), 1))
                .isEqualTo(20);

        assertThat(store.queries().count(DeliveryFilter.of("default"), 100)).isZero();
        // One day was dropped, and the days up to now and ahead were created.
        assertThat(days()).hasSizeGreaterThanOrEqualTo(before);
        assertThat(days().getFirst()).doesNotEndWith("_p20260101");
    }

    @Test
    void a_day_with_unfinished_deliveries_is_emptied_around_them() {
        intents.accept(store, "user:done");
        intents.claim(store, 1).forEach(leased -> store.completions().complete(List.of(intents.sent(leased))));
        intents.accept(store, "user:waits");
        clock.advance(KEPT.plusDays(1));

        assertThat(store.retention().removeFinished(clock.instant().minus(KEPT), 10))
                .isOne();

        assertThat(store.queries()
                        .deliveries(DeliveryFilter.of("default"), null, 10)
                        .items())
                .extracting(delivery -> delivery.recipient())
                .containsExactly("user:waits");
    }

    @Test
    void a_completion_after_its_day_was_dropped_is_late_and_does_not_affect_others() {
        intents.accept(store, "user:old");
        LeasedDelivery old = intents.claim(store, 1).getFirst();
        store.completions().complete(List.of(intents.sent(old)));
        clock.advance(KEPT.plusDays(1));
        store.retention().removeFinished(clock.instant().minus(KEPT), 10);
        intents.accept(store, "user:new");
        LeasedDelivery fresh = intents.claim(store, 1).getFirst();

        assertThat(store.completions().complete(List.of(intents.sent(old), intents.sent(fresh))))
                .containsExactly(CompletionResult.LATE, CompletionResult.APPLIED);
        assertThat(store.claims().renew(Map.of(old.id(), old.token()), SmallIntents.LEASE))
                .isEmpty();
    }

    private List<String> days() {
        return store.database()
                .read(
                        "list",
                        tx -> tx.prepared(Sql.of(
                                        "SELECT relname FROM pg_class WHERE relname ~ '^deliveries_p\\d+$' ORDER BY 1"))
                                .list(row -> row.getString(1)));
    }
}
