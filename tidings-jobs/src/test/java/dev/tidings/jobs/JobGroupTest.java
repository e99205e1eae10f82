package dev.tidings.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidings.core.store.QuarantinedItem;
import dev.tidings.streams.redis.StreamSettings;
import dev.tidings.testkit.extension.NeedsServers;
import io.lettuce.core.Consumer;
import io.lettuce.core.XClaimArgs;
import io.lettuce.core.XGroupCreateArgs;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.XReadArgs.StreamOffset;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs of a consumer group of several nodes, on a real Redis. */
@NeedsServers
class JobGroupTest {
    private static final String GROUP = "drivers";
    private static final int DELIVERIES = 3;

    @TempDir
    Path folder;

    private JobRig rig;
    private Jobs jobs;

    @BeforeEach
    void open() {
        rig = JobRig.inGroup(folder, new StreamSettings.Group(GROUP, "node-a", Duration.ofMillis(100), DELIVERIES));
        jobs = rig.jobs(JobRig.settings(RestartPolicy.NONE));
    }

    @AfterEach
    void close() {
        jobs.stop();
        rig.close();
    }

    /** Delivers a job to a consumer that never finishes it. */
    private void dieWith(String entry) {
        String stream = rig.streams.read().startJobs();
        Consumer<String> other = Consumer.from(GROUP, "node-b");
        rig.commands().xgroupCreate(StreamOffset.from(stream, "0-0"), GROUP, XGroupCreateArgs.Builder.mkstream());
        @SuppressWarnings("unchecked") // Generic varargs with a single argument.
        var dealt = rig.commands().xreadgroup(other, XReadArgs.Builder.count(1), StreamOffset.lastConsumed(stream));
        assertThat(dealt)
                .singleElement()
                .satisfies(one -> assertThat(one.getId()).isEqualTo(entry));
    }

    private long pending() {
        return rig.commands().xpending(rig.streams.read().startJobs(), GROUP).getCount();
    }

    @Test
    void a_job_of_a_dead_node_is_claimed_and_has_one_result() {
        dieWith(rig.askStart("g-1", JobRig.IMAGE));
        rig.askStart("g-2", JobRig.IMAGE);
        jobs.start();

        List<Map<String, String>> results = rig.results(2);
        await().atMost(JobRig.LONG).until(() -> pending() == 0);

        assertThat(results)
                .extracting(result -> result.get("game_id") + " " + result.get("outcome"))
                .containsExactlyInAnyOrder("g-1 success", "g-2 success");
        assertThat(rig.store.offsets().offset(JobStreams.START_LABEL))
                .as("the group stores its own offset")
                .isEmpty();
    }

    @Test
    void a_job_that_kills_its_nodes_goes_to_quarantine_and_the_next_one_runs() {
        String deadly = rig.askStart("g-1", JobRig.IMAGE);
        dieWith(deadly);
        rig.commands()
                .xclaim(
                        rig.streams.read().startJobs(),
                        Consumer.from(GROUP, "node-b"),
                        XClaimArgs.Builder.minIdleTime(0).retryCount(DELIVERIES),
                        deadly);
        rig.askStart("g-2", JobRig.IMAGE);
        jobs.start();

        assertThat(rig.results(1))
                .singleElement()
                .satisfies(result -> assertThat(result).containsEntry("game_id", "g-2"));
        await().atMost(JobRig.LONG).until(() -> pending() == 0);
        assertThat(rig.store.quarantine().quarantined(JobRig.TENANT, null, 10).items())
                .extracting(QuarantinedItem::position)
                .containsExactly(deadly);
        assertThat(rig.driver.inspect(JobRig.TENANT, "g-1")).isEmpty();
    }

    @Test
    void a_switch_from_a_single_reader_to_a_group_repeats_no_job() {
        rig.store.offsets().saveOffset(JobStreams.START_LABEL, null, rig.askStart("g-1", JobRig.IMAGE));
        rig.askStart("g-2", JobRig.IMAGE);
        jobs.start();

        assertThat(rig.results(1))
                .singleElement()
                .satisfies(result -> assertThat(result).containsEntry("game_id", "g-2"));
    }
}
