package dev.tidings.jobs.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.core.problem.ProblemException;
import dev.tidings.core.store.DeliveryFilter;
import dev.tidings.core.store.Page;
import dev.tidings.core.store.StoreGuard;
import dev.tidings.core.store.StoreUnavailable;
import dev.tidings.jobs.runtime.GameRuntime;
import dev.tidings.jobs.runtime.JobCode;
import dev.tidings.jobs.runtime.JobEnd;
import dev.tidings.jobs.runtime.Operation;
import dev.tidings.jobs.runtime.OperationKind;
import dev.tidings.jobs.runtime.Publication;
import dev.tidings.jobs.runtime.RuntimeStatus;
import dev.tidings.jobs.runtime.RuntimeStore.Begun;
import dev.tidings.testkit.store.Race;
import dev.tidings.testkit.store.StoreFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Runtimes and the log of their operations: one operation drives a runtime. */
abstract class RuntimeContract extends JdbcRuntimesContract {
    private static final Duration HOLD = Duration.ofMinutes(2);
    private static final String SOURCE = "redis:runtime:start_jobs";
    private static final String GAME = "game-7";
    private static final String IMAGE = "runtime:1";
    private static final int PLENTY = 100;

    RuntimeContract(StoreFactory factory) {
        super(factory);
    }

    @Test
    void a_started_operation_is_visible_before_it_ends() {
        Operation start = start("1-0", GAME);

        Begun begun = begin(start);

        assertThat(begun).isEqualTo(new Begun.Held(start, null, false));
        assertThat(queries().operation(TENANT, start.id())).contains(start);
        assertThat(queries().runtime(TENANT, GAME)).contains(held(start));
        assertThat(queries().runtime("other", GAME)).isEmpty();
        assertThat(queries().operation("other", start.id())).isEmpty();
    }

    @Test
    void a_finished_operation_sets_the_runtime_and_releases_it() {
        Operation start = start("1-0", GAME);
        begin(start);
        Instant ready = clock.advance(Duration.ofSeconds(1));

        assertThat(finish(start, running(ready))).isTrue();

        assertThat(queries().runtime(TENANT, GAME)).contains(running(ready));
        assertThat(queries().operation(TENANT, start.id())).contains(start.ended(success(), ready));
        assertThat(finish(start, running(ready))).as("a second end").isFalse();
    }

    @Test
    void a_request_has_one_operation_however_often_it_is_repeated() {
        Operation start = start("1-0", GAME);
        begin(start);

        Begun again = begin(start("1-0", GAME));
        assertThat(again).isEqualTo(new Begun.Held(start, held(start), true));

        finish(start, running(now()));
        assertThat(begin(start("1-0", GAME))).isEqualTo(new Begun.Ended(start.ended(success(), now())));
        assertThat(queries().operations(TENANT, GAME, null, PLENTY).items()).hasSize(1);
    }

    @Test
    void an_operation_waits_until_the_runtime_is_free_or_its_hold_expires() {
        Operation first = start("1-0", GAME);
        begin(first);
        clock.advance(HOLD.minusMillis(1));

        assertThat(begin(start("2-0", GAME))).isEqualTo(new Begun.Busy(held(first)));
        assertThat(queries().operations(TENANT, GAME, null, PLENTY).items()).hasSize(1);

        clock.advance(Duration.ofMillis(1));
        assertThat(begin(start("2-0", GAME))).isInstanceOf(Begun.Held.class);
        assertThat(runtimes().finish(first.ended(success(), now()), running(now())))
                .as("the one whose hold lapsed")
                .isFalse();
        assertThat(queries().operation(TENANT, first.id())).contains(first);
    }

    @Test
    void changes_that_are_made_together_see_each_other_and_share_a_transaction() {
        Operation first = start("1-0", GAME);
        begin(first);
        Operation next = operation(OperationKind.STOP, "2-0", GAME, Publication.DUE);

        Begun begun = runtimes().together(all -> {
            assertThat(all.finish(first.ended(success(), now()), running(now())))
                    .isTrue();
            all.published(List.of(first.id()));
            return all.begin(next, present -> present, HOLD);
        });

        assertThat(begun).isEqualTo(new Begun.Held(next, running(now()), false));
        assertThat(queries().unpublished(PLENTY)).isEmpty();
        assertThat(queries().operations(TENANT, GAME, null, PLENTY).items())
                .extracting(Operation::sourceRef)
                .containsExactly("2-0", "1-0");
    }

    @Test
    void of_changes_that_are_made_together_none_happens_when_one_fails() {
        Operation first = start("1-0", GAME);
        begin(first);

        assertThatThrownBy(() -> runtimes().together(all -> {
                    all.finish(first.ended(success(), now()), running(now()));
                    throw new IllegalStateException("refused by the test");
                }))
                .hasMessage("refused by the test");

        assertThat(queries().operation(TENANT, first.id())).contains(first);
        assertThat(queries().runtime(TENANT, GAME)).contains(held(first));
    }

    @Test
    void an_operation_that_needs_a_runtime_does_not_start_without_one() {
        Operation stop = operation(OperationKind.STOP, "1-0", GAME, Publication.DUE);

        assertThat(runtimes().begin(stop, present -> present, HOLD)).isEqualTo(new Begun.Absent());

        assertThat(queries().operation(TENANT, stop.id())).isEmpty();
        assertThat(queries().runtime(TENANT, GAME)).isEmpty();
    }

    @Test
    void the_status_during_an_operation_depends_on_the_current_runtime() {
        Operation start = start("1-0", GAME);
        begin(start);
        finish(start, running(now()));
        Operation stop = operation(OperationKind.STOP, "2-0", GAME, Publication.DUE);

        Begun begun = runtimes()
                .begin(stop, present -> present == null ? null : present.as(RuntimeStatus.STOPPING, now()), HOLD);

        assertThat(begun).isEqualTo(new Begun.Held(stop, running(now()), false));
        assertThat(queries().runtime(TENANT, GAME)).map(GameRuntime::status).contains(RuntimeStatus.STOPPING);
    }

    @Test
    void of_concurrent_operations_one_holds_the_runtime() throws Exception {
        List<Begun> begun = Race.of(16, () -> begin(start(ids.next(now()), GAME)));

        assertThat(begun).filteredOn(Begun.Held.class::isInstance).hasSize(1);
        assertThat(begun).filteredOn(Begun.Busy.class::isInstance).hasSize(15);
        assertThat(queries().operations(TENANT, GAME, null, PLENTY).items()).hasSize(1);
    }

    @Test
    void an_operation_without_a_hold_is_concluded_once() {
        Operation refused = start("1-0", GAME);
        JobEnd failure = JobEnd.failure(JobCode.START_IN_PROGRESS, "another start");

        Operation concluded = runtimes().conclude(refused.ended(failure, now()));
        Operation again = runtimes().conclude(start("1-0", GAME).ended(success(), now()));

        assertThat(concluded).isEqualTo(refused.ended(failure, now()));
        assertThat(again).isEqualTo(concluded);
        assertThat(queries().runtime(TENANT, GAME)).isEmpty();
    }

    @Test
    void an_operation_that_lost_its_hold_can_be_concluded() {
        Operation start = start("1-0", GAME);
        begin(start);
        Instant later = clock.advance(HOLD);
        JobEnd failure = JobEnd.failure(JobCode.INTERNAL_ERROR, "it took too long");

        runtimes().conclude(start.ended(failure, later));

        assertThat(queries().operation(TENANT, start.id())).contains(start.ended(failure, later));
    }

    @Test
    void operations_without_a_source_are_all_recorded() {
        for (int i = 0; i < 2; i++) {
            runtimes()
                    .conclude(operation(OperationKind.STOP, null, GAME, Publication.NONE)
                            .ended(JobEnd.success("", ""), now()));
        }

        assertThat(queries().operations(TENANT, GAME, null, PLENTY).items()).hasSize(2);
    }

    @Test
    void finished_operations_are_listed_until_they_are_published() {
        Operation told = start("1-0", "a");
        Operation untold = start("2-0", "b");
        Operation open = start("3-0", "c");
        Operation silent = operation(OperationKind.START, null, "d", Publication.NONE);
        Stream.of(told, untold, open, silent).forEach(this::begin);
        Stream.of(told, untold, silent).forEach(one -> finish(one, running(one.gameId(), now())));

        runtimes().published(List.of(told.id()));

        assertThat(queries().unpublished(PLENTY)).extracting(Operation::id).containsExactly(untold.id());
        assertThat(queries().operation(TENANT, told.id()))
                .map(Operation::publication)
                .contains(Publication.DONE);
    }

    @Test
    void operations_are_listed_newest_first_and_runtimes_by_game() {
        for (int i = 0; i < 3; i++) {
            runtimes().conclude(start(i + "-0", GAME).ended(success(), now()));
            begin(start("9-" + i, "g" + i));
        }

        Page<Operation> newest = queries().operations(TENANT, GAME, null, 2);
        Page<Operation> oldest = queries().operations(TENANT, GAME, newest.next(), 2);
        assertThat(newest.items()).extracting(Operation::sourceRef).containsExactly("2-0", "1-0");
        assertThat(oldest.items()).extracting(Operation::sourceRef).containsExactly("0-0");
        assertThat(oldest.next()).isNull();

        Page<GameRuntime> first = queries().runtimes(TENANT, null, 2);
        Page<GameRuntime> rest = queries().runtimes(TENANT, first.next(), 2);
        assertThat(first.items()).extracting(GameRuntime::gameId).containsExactly("g0", "g1");
        assertThat(rest.items()).extracting(GameRuntime::gameId).containsExactly("g2");
        assertThat(rest.next()).isNull();
        assertThat(queries().runtimes("other", null, 2).items()).isEmpty();
        assertThatThrownBy(() -> queries().runtimes(TENANT, "%", 2)).isInstanceOf(ProblemException.class);
    }

    @Test
    void live_runtimes_run_or_may_run_or_are_held() {
        IntStream.range(0, 4).forEach(i -> begin(start(i + "-0", "g" + i)));
        finish(start("0-0", "g0"), running("g0", now()));
        finish(start("1-0", "g1"), running("g1", now()).ended(RuntimeStatus.EXITED, 1, now()));
        finish(start("2-0", "g2"), running("g2", now()).ended(RuntimeStatus.STOPPED, null, now()));

        assertThat(queries().liveRuntimes(PLENTY))
                .extracting(GameRuntime::gameId)
                .containsExactly("g0", "g3");
        assertThat(queries().runtime(TENANT, "g1")).map(GameRuntime::exitCode).contains(1);
    }

    @Test
    void old_operations_and_ended_runtimes_are_removed_except_live_and_unpublished_ones() {
        begin(start("0-0", "runs"));
        finish(start("0-0", "runs"), running("runs", now()));
        begin(start("1-0", "ended"));
        finish(start("1-0", "ended"), running("ended", now()).ended(RuntimeStatus.STOPPED, null, now()));
        Operation told = queries().operations(TENANT, "ended", null, 1).items().getFirst();
        runtimes().published(List.of(told.id()));
        begin(start("2-0", "held"));
        Instant later = clock.advance(Duration.ofDays(1));

        assertThat(retention().remove(later, PLENTY)).isEqualTo(2);
        assertThat(retention().remove(later, PLENTY)).isZero();

        assertThat(queries().runtimes(TENANT, null, PLENTY).items())
                .extracting(GameRuntime::gameId)
                .containsExactly("held", "runs");
        assertThat(queries().operations(TENANT, "runs", null, PLENTY).items()).hasSize(1);
        assertThat(queries().operations(TENANT, "ended", null, PLENTY).items()).isEmpty();
    }

    @Test
    void a_listing_refuses_cursors_of_other_listings() {
        for (int i = 0; i < 2; i++) {
            acceptOne("user:" + i);
        }
        String foreign = Objects.requireNonNull(
                store().queries().deliveries(DeliveryFilter.of(TENANT), null, 1).next());
        List<String> none = List.of("garbage", "z", "0", "not a cursor!", "Z2FtZQ", foreign, foreign + "A");
        Map<String, Function<String, Page<?>>> listings = Map.of(
                "runtimes", cursor -> queries().runtimes(TENANT, cursor, 2),
                "operations", cursor -> queries().operations(TENANT, GAME, cursor, 2));
        listings.forEach((listing, page) -> {
            for (String cursor : none) {
                assertThatThrownBy(() -> page.apply(cursor))
                        .as("%s with the cursor %s", listing, cursor)
                        .isInstanceOfSatisfying(ProblemException.class, problem -> {
                            assertThat(problem.problem().field()).isEqualTo("cursor");
                            assertThat(problem.problem().value()).isEqualTo(cursor);
                        });
            }
        });
    }

    @Test
    void a_guard_of_the_store_refuses_every_call() {
        Operation start = start("1-0", GAME);
        begin(start);
        AtomicInteger refusals = new AtomicInteger();
        store().addGuard(new StoreGuard() {
            @Override
            public <T extends @Nullable Object> T call(Supplier<T> call) {
                refusals.incrementAndGet();
                throw new StoreUnavailable("cut off by the test");
            }
        });
        List<ThrowingCallable> calls = List.of(
                () -> begin(start),
                () -> runtimes().finish(start.ended(success(), now()), held(start)),
                () -> runtimes().conclude(start.ended(success(), now())),
                () -> runtimes().published(List.of(start.id())),
                () -> runtimes().together(Objects::toString),
                () -> queries().runtime(TENANT, GAME),
                () -> queries().runtimes(TENANT, null, PLENTY),
                () -> queries().liveRuntimes(PLENTY),
                () -> queries().operation(TENANT, start.id()),
                () -> queries().operations(TENANT, GAME, null, PLENTY),
                () -> queries().unpublished(PLENTY),
                () -> retention().remove(now(), PLENTY));

        assertThat(calls)
                .allSatisfy(call -> assertThatThrownBy(call)
                        .isInstanceOf(StoreUnavailable.class)
                        .hasMessage("cut off by the test"));
        assertThat(refusals).hasValue(calls.size());
    }

    private Begun begin(Operation operation) {
        return runtimes()
                .begin(
                        operation,
                        present -> present == null
                                ? GameRuntime.requested(TENANT, operation.gameId(), IMAGE, "process", "node-a", now())
                                : present,
                        HOLD);
    }

    /** By what asked: the operation as it stands in the log. */
    private boolean finish(Operation operation, GameRuntime after) {
        Operation standing = queries()
                .operations(TENANT, operation.gameId(), null, 1)
                .items()
                .getFirst();
        return runtimes().finish(standing.ended(success(), now()), after);
    }

    private GameRuntime held(Operation by) {
        GameRuntime requested = GameRuntime.requested(TENANT, by.gameId(), IMAGE, "process", "node-a", by.startedAt());
        return requested.heldBy(by.id());
    }

    private GameRuntime running(Instant at) {
        return running(GAME, at);
    }

    private GameRuntime running(String game, Instant at) {
        Instant asked =
                queries().runtime(TENANT, game).map(GameRuntime::createdAt).orElse(at);
        return GameRuntime.requested(TENANT, game, IMAGE, "process", "node-a", asked)
                .running(IMAGE, "c-1", "127.0.0.1:4711", "node-a", at);
    }

    private static JobEnd success() {
        return JobEnd.success("c-1", "127.0.0.1:4711");
    }

    private Operation start(@Nullable String ref, String game) {
        return operation(OperationKind.START, ref, game, Publication.DUE);
    }

    private Operation operation(OperationKind kind, @Nullable String ref, String game, Publication publication) {
        return new Operation(
                Operation.PREFIX + ids.next(now()),
                TENANT,
                game,
                kind,
                SOURCE,
                ref,
                IMAGE,
                "",
                null,
                now(),
                null,
                publication);
    }
}
