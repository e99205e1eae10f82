package dev.tidings.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.core.job.GameRuntime;
import dev.tidings.core.job.JobCode;
import dev.tidings.core.job.JobEnd;
import dev.tidings.core.job.Operation;
import dev.tidings.core.job.OperationKind;
import dev.tidings.core.job.Publication;
import dev.tidings.core.job.RuntimeStatus;
import dev.tidings.core.problem.ProblemException;
import dev.tidings.core.store.Page;
import dev.tidings.core.store.RuntimeStore.Begun;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Runtimes, the log of their operations, and singleton leases: one operation drives a runtime, one node holds a lease. */
public abstract class RuntimeContract extends StoreContract {
    private static final Duration HOLD = Duration.ofMinutes(2);
    private static final String SOURCE = "redis:runtime:start_jobs";
    private static final String GAME = "game-7";
    private static final String IMAGE = "engine:1";
    private static final int PLENTY = 100;

    protected RuntimeContract(StoreFactory factory) {
        super(factory);
    }

    @Test
    void what_an_operation_began_is_there_before_it_ends() {
        Operation start = start("1-0", GAME);

        Begun begun = begin(start);

        assertThat(begun).isEqualTo(new Begun.Held(start, null, false));
        assertThat(store().runtimeQueries().operation(TENANT, start.id())).contains(start);
        assertThat(store().runtimeQueries().runtime(TENANT, GAME)).contains(held(start));
        assertThat(store().runtimeQueries().runtime("other", GAME)).isEmpty();
        assertThat(store().runtimeQueries().operation("other", start.id())).isEmpty();
    }

    @Test
    void a_finished_operation_leaves_the_runtime_as_it_says_and_free() {
        Operation start = start("1-0", GAME);
        begin(start);
        Instant ready = clock.advance(Duration.ofSeconds(1));

        assertThat(finish(start, running(ready))).isTrue();

        assertThat(store().runtimeQueries().runtime(TENANT, GAME)).contains(running(ready));
        assertThat(store().runtimeQueries().operation(TENANT, start.id())).contains(start.ended(success(), ready));
        assertThat(finish(start, running(ready))).as("a second end").isFalse();
    }

    @Test
    void what_asked_has_one_operation_however_often_it_comes() {
        Operation start = start("1-0", GAME);
        begin(start);

        Begun again = begin(start("1-0", GAME));
        assertThat(again).isEqualTo(new Begun.Held(start, held(start), true));

        finish(start, running(now()));
        assertThat(begin(start("1-0", GAME))).isEqualTo(new Begun.Ended(start.ended(success(), now())));
        assertThat(store().runtimeQueries()
                        .operations(TENANT, GAME, null, PLENTY)
                        .items())
                .hasSize(1);
    }

    @Test
    void another_operation_has_to_wait_until_the_runtime_is_free_or_the_hold_has_lapsed() {
        Operation first = start("1-0", GAME);
        begin(first);
        clock.advance(HOLD.minusMillis(1));

        assertThat(begin(start("2-0", GAME))).isEqualTo(new Begun.Busy(held(first)));
        assertThat(store().runtimeQueries()
                        .operations(TENANT, GAME, null, PLENTY)
                        .items())
                .hasSize(1);

        clock.advance(Duration.ofMillis(1));
        assertThat(begin(start("2-0", GAME))).isInstanceOf(Begun.Held.class);
        assertThat(store().runtimes().finish(first.ended(success(), now()), running(now())))
                .as("the one whose hold lapsed")
                .isFalse();
        assertThat(store().runtimeQueries().operation(TENANT, first.id())).contains(first);
    }

    @Test
    void an_operation_that_needs_a_runtime_begins_nothing_without_one() {
        Operation stop = operation(OperationKind.STOP, "1-0", GAME, Publication.DUE);

        assertThat(store().runtimes().begin(stop, present -> present, HOLD)).isEqualTo(new Begun.Absent());

        assertThat(store().runtimeQueries().operation(TENANT, stop.id())).isEmpty();
        assertThat(store().runtimeQueries().runtime(TENANT, GAME)).isEmpty();
    }

    @Test
    void what_an_operation_shows_meanwhile_follows_from_what_is_there() {
        Operation start = start("1-0", GAME);
        begin(start);
        finish(start, running(now()));
        Operation stop = operation(OperationKind.STOP, "2-0", GAME, Publication.DUE);

        Begun begun = store().runtimes()
                .begin(stop, present -> present == null ? null : present.as(RuntimeStatus.STOPPING, now()), HOLD);

        assertThat(begun).isEqualTo(new Begun.Held(stop, running(now()), false));
        assertThat(store().runtimeQueries().runtime(TENANT, GAME))
                .map(GameRuntime::status)
                .contains(RuntimeStatus.STOPPING);
    }

    @Test
    void of_many_that_begin_at_once_one_holds() throws Exception {
        List<Begun> begun = Race.of(16, () -> begin(start(ids.next(now()), GAME)));

        assertThat(begun).filteredOn(Begun.Held.class::isInstance).hasSize(1);
        assertThat(begun).filteredOn(Begun.Busy.class::isInstance).hasSize(15);
        assertThat(store().runtimeQueries()
                        .operations(TENANT, GAME, null, PLENTY)
                        .items())
                .hasSize(1);
    }

    @Test
    void what_ends_without_holding_is_concluded_once() {
        Operation refused = start("1-0", GAME);
        JobEnd failure = JobEnd.failure(JobCode.START_IN_PROGRESS, "another start");

        Operation concluded = store().runtimes().conclude(refused.ended(failure, now()));
        Operation again = store().runtimes().conclude(start("1-0", GAME).ended(success(), now()));

        assertThat(concluded).isEqualTo(refused.ended(failure, now()));
        assertThat(again).isEqualTo(concluded);
        assertThat(store().runtimeQueries().runtime(TENANT, GAME)).isEmpty();
    }

    @Test
    void an_operation_that_lost_its_hold_can_be_concluded() {
        Operation start = start("1-0", GAME);
        begin(start);
        Instant later = clock.advance(HOLD);
        JobEnd failure = JobEnd.failure(JobCode.INTERNAL_ERROR, "it took too long");

        store().runtimes().conclude(start.ended(failure, later));

        assertThat(store().runtimeQueries().operation(TENANT, start.id())).contains(start.ended(failure, later));
    }

    @Test
    void operations_without_a_name_are_as_many_as_there_are() {
        for (int i = 0; i < 2; i++) {
            store().runtimes()
                    .conclude(operation(OperationKind.STOP, null, GAME, Publication.NONE)
                            .ended(JobEnd.success("", ""), now()));
        }

        assertThat(store().runtimeQueries()
                        .operations(TENANT, GAME, null, PLENTY)
                        .items())
                .hasSize(2);
    }

    @Test
    void what_is_to_be_told_is_listed_from_its_end_until_it_was_told() {
        Operation told = start("1-0", "a");
        Operation untold = start("2-0", "b");
        Operation open = start("3-0", "c");
        Operation silent = operation(OperationKind.START, null, "d", Publication.NONE);
        Stream.of(told, untold, open, silent).forEach(this::begin);
        Stream.of(told, untold, silent).forEach(one -> finish(one, running(one.gameId(), now())));

        store().runtimes().published(List.of(told.id()));

        assertThat(store().runtimeQueries().unpublished(PLENTY))
                .extracting(Operation::id)
                .containsExactly(untold.id());
        assertThat(store().runtimeQueries().operation(TENANT, told.id()))
                .map(Operation::publication)
                .contains(Publication.DONE);
    }

    @Test
    void operations_come_in_pages_newest_first_and_runtimes_by_game() {
        for (int i = 0; i < 3; i++) {
            store().runtimes().conclude(start(i + "-0", GAME).ended(success(), now()));
            begin(start("9-" + i, "g" + i));
        }

        Page<Operation> newest = store().runtimeQueries().operations(TENANT, GAME, null, 2);
        Page<Operation> oldest = store().runtimeQueries().operations(TENANT, GAME, newest.next(), 2);
        assertThat(newest.items()).extracting(Operation::sourceRef).containsExactly("2-0", "1-0");
        assertThat(oldest.items()).extracting(Operation::sourceRef).containsExactly("0-0");
        assertThat(oldest.next()).isNull();

        Page<GameRuntime> first = store().runtimeQueries().runtimes(TENANT, null, 2);
        Page<GameRuntime> rest = store().runtimeQueries().runtimes(TENANT, first.next(), 2);
        assertThat(first.items()).extracting(GameRuntime::gameId).containsExactly("g0", "g1");
        assertThat(rest.items()).extracting(GameRuntime::gameId).containsExactly("g2");
        assertThat(rest.next()).isNull();
        assertThat(store().runtimeQueries().runtimes("other", null, 2).items()).isEmpty();
        assertThatThrownBy(() -> store().runtimeQueries().runtimes(TENANT, "%", 2))
                .isInstanceOf(ProblemException.class);
    }

    @Test
    void live_are_those_that_run_or_may_or_are_held() {
        IntStream.range(0, 4).forEach(i -> begin(start(i + "-0", "g" + i)));
        finish(start("0-0", "g0"), running("g0", now()));
        finish(start("1-0", "g1"), running("g1", now()).ended(RuntimeStatus.EXITED, 1, now()));
        finish(start("2-0", "g2"), running("g2", now()).ended(RuntimeStatus.STOPPED, null, now()));

        assertThat(store().runtimeQueries().liveRuntimes(PLENTY))
                .extracting(GameRuntime::gameId)
                .containsExactly("g0", "g3");
        assertThat(store().runtimeQueries().runtime(TENANT, "g1"))
                .map(GameRuntime::exitCode)
                .contains(1);
    }

    @Test
    void old_operations_and_runtimes_that_ended_are_forgotten_and_what_lives_or_is_untold_stays() {
        begin(start("0-0", "runs"));
        finish(start("0-0", "runs"), running("runs", now()));
        begin(start("1-0", "ended"));
        finish(start("1-0", "ended"), running("ended", now()).ended(RuntimeStatus.STOPPED, null, now()));
        Operation told = store().runtimeQueries()
                .operations(TENANT, "ended", null, 1)
                .items()
                .getFirst();
        store().runtimes().published(List.of(told.id()));
        begin(start("2-0", "held"));
        Instant later = clock.advance(Duration.ofDays(1));

        assertThat(store().retention().removeOperational(later, PLENTY)).isEqualTo(2);
        assertThat(store().retention().removeOperational(later, PLENTY)).isZero();

        assertThat(store().runtimeQueries().runtimes(TENANT, null, PLENTY).items())
                .extracting(GameRuntime::gameId)
                .containsExactly("held", "runs");
        assertThat(store().runtimeQueries()
                        .operations(TENANT, "runs", null, PLENTY)
                        .items())
                .hasSize(1);
        assertThat(store().runtimeQueries()
                        .operations(TENANT, "ended", null, PLENTY)
                        .items())
                .isEmpty();
    }

    @Test
    void a_singleton_lease_has_one_holder_until_it_lapses_or_is_dropped() {
        assertThat(store().singletonLeases().take("jobs", "a", HOLD)).isTrue();
        assertThat(store().singletonLeases().take("jobs", "b", HOLD)).isFalse();
        assertThat(store().singletonLeases().take("other", "b", HOLD)).isTrue();
        clock.advance(HOLD.minusMillis(1));
        assertThat(store().singletonLeases().take("jobs", "a", HOLD)).as("kept").isTrue();
        clock.advance(HOLD.minusMillis(1));
        assertThat(store().singletonLeases().take("jobs", "b", HOLD)).isFalse();
        clock.advance(Duration.ofMillis(1));
        assertThat(store().singletonLeases().take("jobs", "b", HOLD))
                .as("lapsed")
                .isTrue();
        assertThat(store().singletonLeases().take("jobs", "a", HOLD)).isFalse();

        store().singletonLeases().drop("jobs", "a");
        assertThat(store().singletonLeases().take("jobs", "a", HOLD)).isFalse();
        store().singletonLeases().drop("jobs", "b");
        assertThat(store().singletonLeases().take("jobs", "a", HOLD)).isTrue();
    }

    private Begun begin(Operation operation) {
        return store().runtimes()
                .begin(
                        operation,
                        present -> present == null
                                ? GameRuntime.requested(TENANT, operation.gameId(), IMAGE, "process", "node-a", now())
                                : present,
                        HOLD);
    }

    /** By what asked: the operation as it stands in the log. */
    private boolean finish(Operation operation, GameRuntime after) {
        Operation standing = store().runtimeQueries()
                .operations(TENANT, operation.gameId(), null, 1)
                .items()
                .getFirst();
        return store().runtimes().finish(standing.ended(success(), now()), after);
    }

    private GameRuntime held(Operation by) {
        GameRuntime requested = GameRuntime.requested(TENANT, by.gameId(), IMAGE, "process", "node-a", by.startedAt());
        return requested.heldBy(by.id());
    }

    private GameRuntime running(Instant at) {
        return running(GAME, at);
    }

    private GameRuntime running(String game, Instant at) {
        Instant asked = store().runtimeQueries()
                .runtime(TENANT, game)
                .map(GameRuntime::createdAt)
                .orElse(at);
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
