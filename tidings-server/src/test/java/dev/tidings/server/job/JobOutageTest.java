package dev.tidings.server.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidings.core.job.JobOutcome;
import dev.tidings.core.job.Operation;
import dev.tidings.core.job.OperationKind;
import dev.tidings.core.job.RuntimeStatus;
import dev.tidings.testkit.server.RedisServer;
import dev.tidings.testkit.server.ServerOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Redis or the store goes while a job is under way. */
class JobOutageTest {
    @TempDir
    Path folder;

    @Test
    void a_job_that_ends_while_redis_is_away_is_told_of_once_when_it_is_back() {
        try (RedisServer server = RedisServer.start(ServerOptions.durable());
                JobRig rig = JobRig.at(folder, server)) {
            Jobs jobs = begin(rig);
            server.stop();
            rig.letAnswer();
            await().atMost(JobRig.LONG)
                    .until(() -> rig.store
                            .runtime(JobRig.TENANT, "g-1")
                            .filter(runtime -> runtime.status() == RuntimeStatus.RUNNING)
                            .isPresent());

            server.start();
            rig.askStart("g-2", JobRig.LATE);
            rig.results(2);
            jobs.stop();

            onePlainResultEach(rig);
        }
    }

    @Test
    void a_job_that_ends_while_the_store_is_away_is_written_down_and_told_of_once_when_it_is_back() {
        try (JobRig rig = JobRig.at(folder, RedisServer.shared())) {
            Jobs jobs = begin(rig);
            rig.storeAway.set(true);
            rig.letAnswer();
            await().atMost(JobRig.LONG)
                    .until(() -> rig.driver.inspect(JobRig.TENANT, "g-1").isPresent());
            rig.askStart("g-2", JobRig.LATE);
            assertThat(rig.entries(rig.streams.results())).isEmpty();

            rig.storeAway.set(false);
            rig.results(2);
            jobs.stop();

            onePlainResultEach(rig);
        }
    }

    /** A job is under way that answers when it is let. */
    private static Jobs begin(JobRig rig) {
        Jobs jobs = rig.jobs(JobRig.settings(RestartPolicy.NONE));
        jobs.start();
        rig.askStart("g-1", JobRig.LATE);
        await().atMost(JobRig.LONG)
                .until(() -> rig.driver.inspect(JobRig.TENANT, "g-1").isPresent());
        return jobs;
    }

    private static void onePlainResultEach(JobRig rig) {
        assertThat(rig.entries(rig.streams.results()))
                .extracting(result -> result.get("game_id") + " " + result.get("outcome") + result.get("error_code"))
                .containsExactly("g-1 success", "g-2 success");
        List<Operation> starts =
                rig.store.operations(JobRig.TENANT, "g-1", null, 10).items();
        assertThat(starts).singleElement().extracting(Operation::kind).isEqualTo(OperationKind.START);
        assertThat(rig.listener.ended)
                .extracting(operation -> Objects.requireNonNull(operation.end()).outcome())
                .containsExactly(JobOutcome.SUCCESS, JobOutcome.SUCCESS);
    }
}
