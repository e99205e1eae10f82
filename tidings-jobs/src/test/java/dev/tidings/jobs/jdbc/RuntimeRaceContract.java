package dev.tidings.jobs.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.jobs.runtime.GameRuntime;
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
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Nodes that change one runtime at the same time: neither undoes what the other did. */
abstract class RuntimeRaceContract extends JdbcRuntimesContract {
    private static final Duration HOLD = Duration.ofMinutes(2);
    private static final int WRITERS = 8;
    private static final int ROUNDS = 20;

    RuntimeRaceContract(StoreFactory factory) {
        super(factory);
    }

    @Test
    void a_request_on_many_nodes_starts_one_operation_even_if_it_ends_immediately() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            String ref = round + "-0";
            List<Boolean> held = Race.of(WRITERS, () -> {
                Operation mine = start(ref);
                boolean begun = begin(mine) instanceof Begun.Held own && !own.resumed();
                if (begun) {
                    runtimes().finish(mine.ended(JobEnd.success("c-1", "127.0.0.1:1"), now()), ended());
                }
                return begun;
            });

            assertThat(held).as("round %d", round).containsOnlyOnce(true);
        }
        assertThat(queries().operations(TENANT, "game-7", null, ROUNDS + 1).items())
                .hasSize(ROUNDS);
    }

    @Test
    void a_runtime_restarted_during_retention_is_kept() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            Operation first = start("first-" + round);
            begin(first);
            runtimes().finish(first.ended(JobEnd.success("c-1", "127.0.0.1:1"), now()), ended());
            Instant later = clock.advance(Duration.ofDays(1));
            Operation again = start("again-" + round);

            Race.of(Stream.<Callable<Object>>of(
                            () -> begin(again), () -> retention().remove(later, 10))
                    .toList());

            assertThat(queries().runtime(TENANT, "game-7"))
                    .as("round %d", round)
                    .map(GameRuntime::operation)
                    .contains(again.id());
            runtimes().finish(again.ended(JobEnd.success("c-1", "127.0.0.1:1"), now()), ended());
        }
    }

    private Begun begin(Operation operation) {
        return runtimes()
                .begin(
                        operation,
                        present ->
                                GameRuntime.requested(TENANT, operation.gameId(), "runtime:1", "process", "a", now()),
                        HOLD);
    }

    private GameRuntime ended() {
        return GameRuntime.requested(TENANT, "game-7", "runtime:1", "process", "a", now())
                .running("runtime:1", "c-1", "127.0.0.1:1", "a", now())
                .ended(RuntimeStatus.STOPPED, null, now());
    }

    private Operation start(String ref) {
        return new Operation(
                Operation.PREFIX + ids.next(now()),
                TENANT,
                "game-7",
                OperationKind.START,
                "redis:jobs",
                ref,
                "runtime:1",
                "",
                null,
                now(),
                null,
                Publication.DONE);
    }
}
