package dev.tidings.store.jdbc.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.core.delivery.LeaseToken;
import dev.tidings.core.delivery.LeasedDelivery;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.store.Acceptance;
import dev.tidings.core.store.Backlog;
import dev.tidings.store.jdbc.SmallIntents;
import dev.tidings.store.jdbc.Sql;
import dev.tidings.testkit.extension.NeedsServers;
import dev.tidings.testkit.id.CountingIds;
import dev.tidings.testkit.store.ReversingCipher;
import dev.tidings.testkit.time.SettableClock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Deliveries leased at insert or by a claim have no entry in the index of due deliveries until their lease expires. */
@NeedsServers
class InsertLeaseTest {
    private static final Duration LATER = Duration.ofSeconds(10);

    private final SettableClock clock = SettableClock.atStart();
    private final SmallIntents intents = new SmallIntents(clock);
    private final String url = PostgresDatabases.migrated();
    private final PostgresStore store =
            PostgresStore.reopenOn(clock, PostgresDatabases.pool(url), new ReversingCipher(), new CountingIds());

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void a_first_try_success_leaves_no_index_entry_and_its_update_is_hot() {
        List<Acceptance> batch = IntStream.range(0, 200)
                .mapToObj(i -> intents.leased("user:" + i))
                .toList();
        store.accepts().accept(batch, SmallIntents.GRANT);

        store.completions()
                .complete(batch.stream()
                        .map(one -> intents.sent(intents.lease(one)))
                        .toList());

        assertThat(statistic("sum(n_tup_upd)")).isEqualTo(200);
        assertThat(statistic("sum(n_tup_hot_upd)")).isEqualTo(200);
    }

    @Test
    void a_claim_leaves_no_entry_of_due_deliveries_and_the_updates_after_it_are_hot() {
        store.accepts()
                .accept(
                        IntStream.range(0, 200)
                                .mapToObj(i -> intents.to("user:" + i))
                                .toList(),
                        SmallIntents.GRANT);
        List<LeasedDelivery> claimed = intents.claim(store, 200);

        store.completions().complete(claimed.stream().map(intents::sent).toList());

        assertThat(statistic("sum(n_tup_upd)")).isEqualTo(400);
        assertThat(statistic("sum(n_tup_hot_upd)"))
                .as("with space for a third version on nearly each page")
                .isGreaterThan(150);
    }

    @Test
    void claimed_deliveries_of_a_crashed_node_are_due_exactly_when_their_lease_expires() {
        store.accepts().accept(List.of(intents.to("user:1"), intents.to("user:2")), SmallIntents.GRANT);
        List<LeasedDelivery> claimed = intents.claim(store, 10);
        store.completions().complete(List.of(intents.sent(claimed.getFirst())));

        clock.advance(SmallIntents.LEASE.minusMillis(1));
        assertThat(intents.claim(store, 10)).isEmpty();
        clock.advance(Duration.ofMillis(1));

        assertThat(intents.claim(store, 10)).singleElement().satisfies(again -> {
            assertThat(again.id()).isEqualTo(claimed.getLast().id());
            assertThat(again.reclaimed()).isTrue();
            assertThat(again.attemptNumber()).isEqualTo(2);
        });
    }

    @Test
    void the_backlog_counts_what_was_claimed_as_waiting_and_once() {
        store.accepts()
                .accept(
                        List.of(intents.to("user:1"), intents.leased("user:2"), intents.to("user:3")),
                        SmallIntents.GRANT);
        List<LeasedDelivery> claimed = intents.claim(store, 10);
        store.completions().complete(List.of(intents.sent(claimed.getFirst())));

        assertThat(store.queries().backlog(100)).containsExactly(new Backlog(SmallIntents.CHANNEL, 2, 0, null, true));
    }

    @Test
    void deliveries_of_a_crashed_node_are_due_exactly_when_their_lease_expires() {
        Acceptance sent = intents.leased("user:1");
        Acceptance lost = intents.leased("user:2");
        store.accepts().accept(List.of(sent, lost), SmallIntents.GRANT);
        store.completions().complete(List.of(intents.sent(intents.lease(sent))));

        clock.advance(SmallIntents.LEASE.minusMillis(1));
        assertThat(intents.claim(store, 10)).isEmpty();
        clock.advance(Duration.ofMillis(1));

        assertThat(intents.claim(store, 10)).singleElement().satisfies(claimed -> {
            assertThat(claimed.id()).isEqualTo(id(lost));
            assertThat(claimed.reclaimed()).isTrue();
            assertThat(claimed.attemptNumber()).isEqualTo(2);
        });
        assertThat(ranges()).isZero();
    }

    @Test
    void overlapping_ranges_do_not_end_each_others_leases() {
        Acceptance early = intents.leased("user:1");
        Acceptance late = intents.leased("user:2");
        Acceptance earlyToo = intents.leased("user:3");
        store.accepts().accept(List.of(early, earlyToo), SmallIntents.GRANT);
        clock.advance(LATER);
        store.accepts().accept(List.of(late), SmallIntents.GRANT);
        clock.advance(SmallIntents.LEASE.minus(LATER));

        assertThat(intents.claim(store, 10))
                .extracting(LeasedDelivery::id)
                .containsExactlyInAnyOrder(id(early), id(earlyToo));
        clock.advance(LATER);
        assertThat(intents.claim(store, 10)).extracting(LeasedDelivery::id).contains(id(late));
    }

    @Test
    void a_renewed_lease_outlives_its_range() {
        Acceptance slow = intents.leased("user:1");
        store.accepts().accept(List.of(slow), SmallIntents.GRANT);
        clock.advance(LATER);
        LeaseToken token = intents.lease(slow).token();

        assertThat(store.claims().renew(Map.of(id(slow), token), SmallIntents.LEASE))
                .containsExactly(id(slow));
        clock.advance(SmallIntents.LEASE.minusMillis(1));

        assertThat(intents.claim(store, 10)).isEmpty();
        assertThat(store.queries()
                        .delivery(SmallIntents.TENANT, id(slow))
                        .orElseThrow()
                        .lease())
                .satisfies(lease -> assertThat(lease.token()).isEqualTo(token));
    }

    @Test
    void the_backlog_counts_them_although_they_are_in_no_index() {
        store.accepts().accept(List.of(intents.leased("user:1"), intents.to("user:2")), SmallIntents.GRANT);

        assertThat(store.queries().backlog(100))
                .containsExactly(new Backlog(SmallIntents.CHANNEL, 2, 1, clock.instant(), true));
    }

    private static DeliveryId id(Acceptance one) {
        return one.deliveries().getFirst().id();
    }

    private long ranges() {
        return store.database()
                .read(
                        "count",
                        tx -> tx.prepared(Sql.of("SELECT count(*) FROM insert_leases"))
                                .one(row -> row.getLong(1)));
    }

    /** The counter of the deliveries' partitions on the writing connection. */
    private long statistic(String what) {
        return store.database().write("flush", tx -> {
                    tx.execute(Sql.of("SELECT pg_stat_force_next_flush()"));
                    return 0L;
                })
                + store.database()
                        .write(
                                "count",
                                tx -> tx.prepared(
                                                Sql.of("SELECT coalesce(" + what + ", 0)::int8 FROM pg_stat_user_tables"
                                                        + " WHERE relname LIKE 'deliveries_p%'"))
                                        .one(row -> row.getLong(1)));
    }
}
