package dev.tidings.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tidings.core.store.StoreUnavailable;
import dev.tidings.jobs.Runtimes.Underway;
import dev.tidings.jobs.runtime.JobEnd;
import dev.tidings.jobs.runtime.Operation;
import dev.tidings.jobs.runtime.OperationKind;
import dev.tidings.jobs.runtime.Publication;
import dev.tidings.jobs.runtime.StopJob;
import dev.tidings.streams.StreamHandler.Decoded;
import dev.tidings.streams.StreamHandler.Handling;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Jobs of a stream reach the driver in order, and their results are published in order. */
class JobHandlerTest {
    private static final String TENANT = "acme";
    private static final Duration LONG = Duration.ofSeconds(30);

    private final List<String> begun = new ArrayList<>();
    private final List<String> published = new ArrayList<>();
    private final Map<String, Underway> underway = new HashMap<>();
    private @Nullable RuntimeException redisAway;
    private final JobHandler<StopJob> handler =
            new JobHandler<>(TENANT, "stream", StopJob::gameId, this::begin, this::publish);

    private Underway begin(Requester requester, StopJob job) {
        String ref = Objects.requireNonNull(requester.ref());
        begun.add(ref);
        Underway started = new Underway(new CompletableFuture<>(), new CompletableFuture<>());
        underway.put(ref, started);
        return started;
    }

    private CompletableFuture<Operation> publish(Operation ended) {
        RuntimeException away = redisAway;
        if (away != null) {
            return CompletableFuture.failedFuture(away);
        }
        published.add(Objects.requireNonNull(ended.sourceRef()));
        return CompletableFuture.completedFuture(ended);
    }

    private static Decoded<StopJob> job(String ref, String game) {
        return new Decoded<>(ref, new StopJob(game, "", null));
    }

    private static Operation ended(String ref) {
        return new Operation(
                Operation.PREFIX + ref,
                TENANT,
                "g",
                OperationKind.STOP,
                "stream",
                ref,
                "",
                "",
                JobEnd.success("c", "e"),
                Instant.EPOCH,
                Instant.EPOCH,
                Publication.DUE);
    }

    private void drive(String ref) {
        Objects.requireNonNull(underway.get(ref)).driven().complete(ended(ref));
    }

    private void commit(String ref) {
        Objects.requireNonNull(underway.get(ref)).ended().complete(ended(ref));
    }

    private void fail(String ref, RuntimeException failure) {
        Underway failed = Objects.requireNonNull(underway.get(ref));
        failed.driven().completeExceptionally(failure);
        failed.ended().completeExceptionally(failure);
    }

    @Test
    void the_next_job_begins_when_the_driver_is_done_with_the_previous_one_and_before_its_result_is_durable() {
        handler.begin(List.of(job("1", "g-1")));
        handler.begin(List.of(job("2", "g-2")));
        assertThat(begun).containsExactly("1");

        drive("1");

        assertThat(begun).containsExactly("1", "2");
        assertThat(published).isEmpty();
    }

    @Test
    void jobs_of_one_read_run_in_parallel_unless_they_are_of_one_game() {
        handler.begin(List.of(job("1", "g-1"), job("2", "g-2"), job("3", "g-1")));
        assertThat(begun).containsExactly("1", "2");

        drive("1");

        assertThat(begun).containsExactly("1", "2", "3");
    }

    @Test
    void results_of_one_read_are_published_as_they_become_durable_and_those_of_the_next_read_afterwards()
            throws InterruptedException {
        Handling first = handler.begin(List.of(job("1", "g-1"), job("2", "g-2")));
        Handling next = handler.begin(List.of(job("3", "g-3")));
        drive("1");
        drive("2");
        commit("3");
        commit("2");
        assertThat(published).containsExactly("2");
        assertThat(first.settled()).isNotDone();

        commit("1");

        assertThat(published).containsExactly("2", "1", "3");
        assertThat(first.finish()).isEmpty();
        assertThat(next.finish()).isEmpty();
    }

    @Test
    void a_job_after_one_that_failed_does_not_begin_until_that_one_was_retried() {
        Handling failed = handler.begin(List.of(job("1", "g-1")));
        Handling next = handler.begin(List.of(job("2", "g-1")));
        fail("1", new StoreUnavailable("cut off by the test"));

        assertThatThrownBy(failed::finish).isInstanceOf(StoreUnavailable.class);
        assertThat(begun).containsExactly("1");
        assertThat(next.settled()).as("finishing it does not wait for a commit").isDone();

        CompletableFuture<Boolean> finished = finishing(next);
        assertThat(begun).containsExactly("1", "2");
        handler.begin(List.of(job("3", "g-3")));
        drive("2");
        assertThat(begun).as("the stream flows again").containsExactly("1", "2", "3");
        commit("2");
        assertThat(finished).succeedsWithin(LONG);
    }

    @Test
    void a_result_that_redis_refuses_is_not_overtaken_by_the_next_one() {
        redisAway = new IllegalStateException("cut off by the test");
        Handling first = handler.begin(List.of(job("1", "g-1")));
        handler.begin(List.of(job("2", "g-2")));
        drive("1");
        commit("1");
        redisAway = null;
        drive("2");
        commit("2");

        assertThatThrownBy(first::finish).hasMessage("cut off by the test");
        assertThat(published).isEmpty();
    }

    @Test
    void a_job_that_waits_for_the_driver_is_given_up_at_a_stop_and_one_that_has_begun_is_not() {
        Handling first = handler.begin(List.of(job("1", "g-1")));
        Handling waiting = handler.begin(List.of(job("2", "g-2")));

        assertThat(first.abandon()).isFalse();
        assertThat(waiting.abandon()).isTrue();
        assertThat(waiting.abandon()).isTrue();
        drive("1");

        assertThat(begun).containsExactly("1");
    }

    /** Finishes a batch on a thread of its own; returns once its jobs have begun. */
    private CompletableFuture<Boolean> finishing(Handling batch) {
        int before = begun.size();
        CompletableFuture<Boolean> finished = CompletableFuture.supplyAsync(() -> {
            try {
                return batch.finish().isEmpty();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        await().atMost(LONG).until(() -> begun.size() > before);
        return finished;
    }
}
