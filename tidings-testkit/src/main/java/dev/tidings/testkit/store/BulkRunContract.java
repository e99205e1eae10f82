package dev.tidings.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.core.bulk.BulkRun;
import dev.tidings.core.bulk.BulkRunStatus;
import dev.tidings.core.bulk.BulkSlice;
import dev.tidings.core.bulk.LeasedBulkRun;
import dev.tidings.core.bulk.NewBulkRun;
import dev.tidings.core.store.BulkRunStore;
import dev.tidings.core.store.BulkRunStore.Opening;
import dev.tidings.core.store.OperationalEvent;
import dev.tidings.core.store.Page;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A bulk run is done by one holder at a time, keeps its progress, and can be canceled. */
public abstract class BulkRunContract extends StoreContract {
    private static final int THREADS = 16;
    private static final String KEY = "key_1";

    protected BulkRunContract(StoreFactory factory) {
        super(factory);
    }

    @Test
    void a_run_is_stored_as_it_was_requested() {
        LeasedBulkRun opened = open("replay", null);

        assertThat(runs().find(TENANT, opened.run().id())).contains(opened.run());
        assertThat(opened.run())
                .isEqualTo(new BulkRun(
                        opened.run().id(),
                        TENANT,
                        "replay",
                        "{\"a\": 1}",
                        KEY,
                        BulkRunStatus.RUNNING,
                        7,
                        0,
                        0,
                        null,
                        now(),
                        null,
                        null));
        assertThat(runs().find("other", opened.run().id())).isEmpty();
        assertThat(events()).containsExactly("bulk_run.started replay started by key_1");
    }

    @Test
    void progress_adds_up_and_the_end_is_recorded() {
        LeasedBulkRun run = open("replay", null);
        BulkRun first =
                runs().advance(run, BulkSlice.of(100, 3, "dlv_7"), LEASE).orElseThrow();
        assertThat(first.done()).isEqualTo(100);
        assertThat(first.passedOver()).isEqualTo(3);
        assertThat(first.cursor()).isEqualTo("dlv_7");
        clock.advance(Duration.ofSeconds(1));

        assertThat(runs().end(run, BulkSlice.last(20, 1), BulkRunStatus.FINISHED, null))
                .isTrue();

        BulkRun ended = found(run);
        assertThat(ended.status()).isEqualTo(BulkRunStatus.FINISHED);
        assertThat(ended.done()).isEqualTo(120);
        assertThat(ended.passedOver()).isEqualTo(4);
        assertThat(ended.endedAt()).isEqualTo(now());
        assertThat(ended.cursor()).isNull();
        assertThat(events().getFirst())
                .isEqualTo("bulk_run.finished replay by key_1 finished: 120 done, 4 passed over");
        assertThat(runs().end(run, null, BulkRunStatus.FAILED, "late")).isFalse();
        assertThat(found(run)).isEqualTo(ended);
    }

    @Test
    void a_run_whose_lease_expired_continues_elsewhere_and_its_old_holder_changes_nothing() {
        LeasedBulkRun old = open("replay", null);
        runs().advance(old, BulkSlice.of(100, 0, "dlv_7"), LEASE);
        clock.advance(LEASE.minusMillis(1));
        assertThat(claim()).isEmpty();
        clock.advance(Duration.ofMillis(1));

        LeasedBulkRun taken = claimed();

        assertThat(taken.run().id()).isEqualTo(old.run().id());
        assertThat(taken.run().cursor()).isEqualTo("dlv_7");
        assertThat(runs().advance(old, BulkSlice.of(1, 0, "dlv_6"), LEASE)).isEmpty();
        assertThat(runs().end(old, null, BulkRunStatus.FINISHED, null)).isFalse();
        runs().release(old, "slow", Duration.ZERO);
        assertThat(claim()).isEmpty();
        assertThat(found(old).done()).isEqualTo(100);
        assertThat(runs().advance(taken, BulkSlice.of(1, 0, "dlv_6"), LEASE)).isPresent();
    }

    @Test
    void a_released_run_is_claimed_after_its_delay_with_the_error_until_it_makes_progress() {
        LeasedBulkRun run = open("replay", null);

        runs().release(run, "the disk is full", Duration.ofSeconds(30));

        assertThat(claim()).isEmpty();
        clock.advance(Duration.ofSeconds(30));
        LeasedBulkRun again = claimed();
        assertThat(again.run().error()).isEqualTo("the disk is full");
        assertThat(runs().advance(again, BulkSlice.of(1, 0, "x"), LEASE)
                        .orElseThrow()
                        .error())
                .isNull();
    }

    @Test
    void a_run_without_progress_fails_after_a_number_of_tries_and_stopping_nodes_do_not_count() {
        LeasedBulkRun run = open("replay", null);
        for (int stops = 0; stops < 2 * BulkRunStore.MOST_TRIES; stops++) {
            runs().release(run, null, Duration.ZERO);
            run = claimed();
        }
        for (int tries = 1; tries < BulkRunStore.MOST_TRIES; tries++) {
            runs().release(run, "the disk is full", Duration.ZERO);
            run = claimed();
        }
        runs().release(run, "the disk is full", Duration.ZERO);

        assertThat(claim()).isEmpty();

        assertThat(found(run).status()).isEqualTo(BulkRunStatus.FAILED);
        assertThat(found(run).error()).isEqualTo("no progress in 10 tries; last error: the disk is full");
    }

    @Test
    void a_canceled_run_tells_its_holder_at_the_next_slice() {
        LeasedBulkRun run = open("replay", null);

        assertThat(runs().cancel(TENANT, run.run().id(), "key_2").orElseThrow().status())
                .isEqualTo(BulkRunStatus.CANCELING);

        assertThat(runs().advance(run, BulkSlice.of(1, 0, "x"), LEASE)
                        .orElseThrow()
                        .status())
                .isEqualTo(BulkRunStatus.CANCELING);
        assertThat(runs().end(run, null, BulkRunStatus.CANCELED, null)).isTrue();
        assertThat(events())
                .containsExactly(
                        "bulk_run.canceled replay by key_1 canceled: 1 done, 0 passed over",
                        "bulk_run.canceling replay canceled by key_2",
                        "bulk_run.started replay started by key_1");
        assertThat(runs().cancel(TENANT, run.run().id(), null)).contains(found(run));
        assertThat(events()).hasSize(3);
        assertThat(runs().cancel("other", run.run().id(), null)).isEmpty();
    }

    @Test
    void the_open_runs_of_a_tenant_are_limited_and_ended_ones_make_room() {
        LeasedBulkRun first = open("replay", null);
        for (int i = 1; i < BulkRunStore.OPEN_PER_TENANT; i++) {
            open("replay", null);
        }

        assertThat(opening(TENANT, null)).isInstanceOf(Opening.TooMany.class);
        assertThat(opening("other", null)).isInstanceOf(Opening.Opened.class);

        runs().end(first, null, BulkRunStatus.FINISHED, null);
        assertThat(opening(TENANT, null)).isInstanceOf(Opening.Opened.class);
    }

    @Test
    void of_concurrent_starts_no_more_than_the_limit_succeed() throws Exception {
        List<Opening> openings = Race.of(THREADS, () -> opening(TENANT, null));

        assertThat(openings).filteredOn(Opening.Opened.class::isInstance).hasSize(BulkRunStore.OPEN_PER_TENANT);
    }

    @Test
    void one_open_run_per_subject() throws Exception {
        List<Opening> openings = Race.of(THREADS, () -> opening(TENANT, "recover:ept_1"));

        assertThat(openings).filteredOn(Opening.Opened.class::isInstance).hasSize(1);
        LeasedBulkRun winner = openings.stream()
                .filter(Opening.Opened.class::isInstance)
                .map(one -> ((Opening.Opened) one).run())
                .findFirst()
                .orElseThrow();
        assertThat(openings)
                .filteredOn(Opening.Taken.class::isInstance)
                .hasSize(THREADS - 1)
                .containsOnly(new Opening.Taken(winner.run().id()));
        assertThat(opening("other", "recover:ept_1")).isInstanceOf(Opening.Opened.class);
        runs().end(winner, null, BulkRunStatus.FINISHED, null);
        assertThat(opening(TENANT, "recover:ept_1")).isInstanceOf(Opening.Opened.class);
    }

    @Test
    void of_concurrent_claims_one_gets_the_run() throws Exception {
        open("replay", null);
        clock.advance(LEASE);

        List<List<LeasedBulkRun>> claims = Race.of(THREADS, this::claim);

        assertThat(claims.stream().flatMap(List::stream)).hasSize(1);
    }

    @Test
    void runs_are_listed_newest_first_in_pages_per_tenant() {
        LeasedBulkRun old = open("replay", null);
        clock.advance(Duration.ofSeconds(1));
        LeasedBulkRun middle = open("retry", null);
        clock.advance(Duration.ofSeconds(1));
        LeasedBulkRun newest = open("replay", null);
        opening("other", null);

        Page<BulkRun> first = runs().list(TENANT, null, 2);
        Page<BulkRun> second = runs().list(TENANT, first.next(), 2);

        assertThat(first.items()).containsExactly(newest.run(), middle.run());
        assertThat(second.items()).containsExactly(old.run());
        assertThat(second.next()).isNull();
    }

    @Test
    void ended_runs_are_removed_after_the_retention_and_open_ones_are_kept() {
        LeasedBulkRun ended = open("replay", null);
        LeasedBulkRun running = open("replay", null);
        runs().end(ended, null, BulkRunStatus.FINISHED, null);
        store().retention().removeOperational(now(), 100);
        assertThat(runs().find(TENANT, ended.run().id())).isPresent();

        store().retention().removeOperational(now().plusMillis(1), 100);

        assertThat(runs().find(TENANT, ended.run().id())).isEmpty();
        assertThat(runs().find(TENANT, running.run().id())).isPresent();
    }

    private BulkRunStore runs() {
        return store().bulkRuns();
    }

    private LeasedBulkRun open(String kind, @Nullable String subject) {
        return ((Opening.Opened) runs().open(request(TENANT, kind, subject), tokens.get(), LEASE)).run();
    }

    private Opening opening(String tenant, @Nullable String subject) {
        return runs().open(request(tenant, "recover", subject), tokens.get(), LEASE);
    }

    private NewBulkRun request(String tenant, String kind, @Nullable String subject) {
        return new NewBulkRun(BulkRun.PREFIX + ids.next(now()), tenant, kind, "{\"a\": 1}", KEY, 7, subject);
    }

    private List<LeasedBulkRun> claim() {
        return runs().claim(10, LEASE, tokens);
    }

    private LeasedBulkRun claimed() {
        List<LeasedBulkRun> claimed = claim();
        assertThat(claimed).hasSize(1);
        return claimed.getFirst();
    }

    private BulkRun found(LeasedBulkRun run) {
        Optional<BulkRun> found = runs().find(TENANT, run.run().id());
        assertThat(found).isPresent();
        return found.get();
    }

    /** The recorded events, newest first. */
    private List<String> events() {
        return store().events().events(TENANT, null, 100).items().stream()
                .map((OperationalEvent event) -> event.kind() + " " + event.message())
                .toList();
    }

    @Test
    void runs_of_the_server_and_requested_ones_do_not_keep_each_other_out() {
        for (int i = 0; i < BulkRunStore.OWN_PER_TENANT; i++) {
            assertThat(store().bulkRuns()
                            .open(request(TENANT, "unblock", null), BulkRunStore.Room.OF_SERVER, tokens.get(), LEASE))
                    .isInstanceOf(Opening.Opened.class);
        }
        assertThat(store().bulkRuns()
                        .open(request(TENANT, "unblock", null), BulkRunStore.Room.OF_SERVER, tokens.get(), LEASE))
                .isInstanceOf(Opening.TooMany.class);
        for (int i = 0; i < BulkRunStore.OPEN_PER_TENANT; i++) {
            assertThat(store().bulkRuns().open(request(TENANT, "replay", null), tokens.get(), LEASE))
                    .isInstanceOf(Opening.Opened.class);
        }
        assertThat(store().bulkRuns().open(request(TENANT, "replay", null), tokens.get(), LEASE))
                .isInstanceOf(Opening.TooMany.class);
    }
}
