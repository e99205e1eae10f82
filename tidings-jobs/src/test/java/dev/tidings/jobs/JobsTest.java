package dev.tidings.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidings.jobs.runtime.ObservedRuntime;
import dev.tidings.jobs.runtime.RuntimeStatus;
import dev.tidings.testkit.extension.NeedsServers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs jobs from streams as real processes, on a real Redis. */
@NeedsServers
class JobsTest {
    private static final List<String> RESULT =
            List.of("game_id", "outcome", "container_id", "engine_endpoint", "error_code", "error_message");

    @TempDir
    Path folder;

    private ServerSocket taken;
    private JobRig rig;
    /** Created by each test with its own settings. */
    @SuppressWarnings("NullAway.Init")
    private Jobs jobs;

    @BeforeEach
    void open() throws IOException {
        taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        rig = new JobRig(folder, 4, taken.getLocalPort());
    }

    @AfterEach
    void close() throws IOException {
        jobs.stop();
        rig.close();
        taken.close();
    }

    private void run(RestartPolicy restart, Duration startTimeout) {
        JobSettings settings = JobRig.settings(restart);
        jobs = rig.jobs(new JobSettings(
                settings.node(),
                startTimeout,
                settings.stopGrace(),
                settings.busyTimeout(),
                settings.sweep(),
                settings.reapGrace(),
                restart));
        jobs.start();
    }

    private void run() {
        run(RestartPolicy.NONE, Duration.ofSeconds(10));
    }

    @Test
    void a_start_returns_a_reachable_endpoint_and_its_repetition_the_same_one() throws IOException {
        run();
        rig.askStart(" g-1 ", JobRig.IMAGE);
        rig.results(1);
        rig.askStart("g-1", JobRig.IMAGE);
        rig.askStart("g-1", JobRig.OTHER);
        List<Map<String, String>> results = rig.results(3);

        Map<String, String> first = results.getFirst();
        assertThat(first.keySet()).containsExactlyElementsOf(RESULT);
        assertThat(first)
                .containsEntry("game_id", "g-1")
                .containsEntry("outcome", "success")
                .containsEntry("error_code", "")
                .containsEntry("error_message", "");
        URI endpoint = URI.create(JobRig.field(first, "engine_endpoint"));
        try (Socket runtime = new Socket(endpoint.getHost(), endpoint.getPort())) {
            assertThat(runtime.isConnected()).isTrue();
        }
        assertThat(results.get(1))
                .containsEntry("outcome", "success")
                .containsEntry("error_code", "replay_no_op")
                .containsEntry("container_id", first.get("container_id"))
                .containsEntry("engine_endpoint", first.get("engine_endpoint"));
        assertThat(results.get(2).keySet()).containsExactlyElementsOf(RESULT);
        assertThat(results.get(2))
                .containsEntry("outcome", "failure")
                .containsEntry("error_code", "image_conflict")
                .containsEntry("container_id", "")
                .containsEntry("engine_endpoint", "");
        assertThat(rig.tables
                        .queries()
                        .runtime(JobRig.TENANT, "g-1")
                        .orElseThrow()
                        .status())
                .isEqualTo(RuntimeStatus.RUNNING);
    }

    @Test
    void a_start_that_is_not_ready_in_time_fails_as_start_timeout() {
        run(RestartPolicy.NONE, Duration.ofMillis(400));
        rig.askStart("g-1", JobRig.MUTE);

        assertThat(rig.results(1))
                .singleElement(InstanceOfAssertFactories.map(String.class, String.class))
                .containsEntry("outcome", "failure")
                .containsEntry("error_code", "start_timeout");
        assertThat(rig.driver.list()).noneMatch(ObservedRuntime::running);
        assertThat(rig.tables
                        .queries()
                        .runtime(JobRig.TENANT, "g-1")
                        .orElseThrow()
                        .status())
                .isEqualTo(RuntimeStatus.FAILED);
    }

    @Test
    void failed_starts_have_their_own_codes() {
        run(RestartPolicy.NONE, JobRig.LONG);
        for (String image : List.of("Not An Image", "unknown:1", JobRig.EXITS, JobRig.TAKEN)) {
            rig.askStart("game " + image, image);
        }
        List<Map<String, String>> results = rig.results(4);

        assertThat(results)
                .allSatisfy(result -> assertThat(result).containsEntry("outcome", "failure"))
                .extracting(result -> JobRig.field(result, "game_id").substring(5) + ": " + result.get("error_code"))
                .containsExactlyInAnyOrder(
                        "Not An Image: invalid_image_ref",
                        "unknown:1: image_not_found",
                        JobRig.EXITS + ": start_failed",
                        JobRig.TAKEN + ": start_failed");
        assertThat(rig.driver.list()).noneMatch(ObservedRuntime::running);
    }

    @Test
    void a_stop_ends_the_runtime_and_its_result_has_a_kind() {
        run();
        rig.askStart("g-1", JobRig.IMAGE);
        rig.results(1);
        rig.ask(rig.streams.read().stopJobs(), "game_id", "g-1", "reason", "over", "requested_at_ms", "1719000000000");
        rig.results(2);
        rig.ask(rig.streams.read().stopJobs(), "game_id", "g-1");
        rig.results(3);
        rig.ask(rig.streams.read().stopJobs(), "game_id", "never");
        List<Map<String, String>> stops = rig.results(4).subList(1, 4);

        assertThat(stops).allSatisfy(stop -> {
            List<String> names = new ArrayList<>(RESULT);
            names.add("kind");
            assertThat(stop.keySet()).containsExactlyElementsOf(names);
            assertThat(stop).containsEntry("kind", "stop");
        });
        assertThat(stops)
                .extracting(stop -> stop.get("outcome") + " " + stop.get("error_code"))
                .containsExactly("success ", "success replay_no_op", "failure runtime_not_found");
        assertThat(rig.driver.list()).isEmpty();
        assertThat(rig.tables
                        .queries()
                        .runtime(JobRig.TENANT, "g-1")
                        .orElseThrow()
                        .status())
                .isEqualTo(RuntimeStatus.STOPPED);
    }

    @Test
    void a_stop_cancels_a_start_in_progress() {
        run();
        rig.askStart("g-1", JobRig.MUTE);
        await().atMost(JobRig.LONG)
                .until(() -> rig.driver.inspect(JobRig.TENANT, "g-1").isPresent());
        rig.ask(rig.streams.read().stopJobs(), "game_id", "g-1");
        List<Map<String, String>> results = rig.results(2);

        assertThat(results)
                .extracting(result -> result.getOrDefault("kind", "start") + " " + result.get("outcome"))
                .containsExactlyInAnyOrder("start failure", "stop success");
        assertThat(rig.driver.list()).isEmpty();
    }

    @Test
    void two_hundred_jobs_run_and_the_undecodable_ones_are_quarantined() {
        rig.askStart("g-0", JobRig.IMAGE);
        for (int i = 1; i < 200; i++) {
            if (i == 100) {
                rig.ask(rig.streams.read().startJobs(), "game_id", "no image");
                rig.ask(rig.streams.read().startJobs(), "image_ref", JobRig.IMAGE, "game_id", "  ");
                rig.ask(rig.streams.read().startJobs(), "game_id", "g", "image_ref", "i", "requested_at_ms", "soon");
            }
            rig.askStart("g-" + i % 10, JobRig.IMAGE);
        }
        run();
        List<Map<String, String>> results = rig.results(200);

        assertThat(results).hasSize(200).allSatisfy(result -> assertThat(result).containsEntry("outcome", "success"));
        assertThat(results)
                .filteredOn(result -> JobRig.field(result, "error_code").isEmpty())
                .hasSize(10);
        assertThat(rig.store.quarantine().quarantined(JobRig.TENANT, null, 10).items())
                .extracting(item -> item.reason().split(";", -1)[0])
                .containsExactly(
                        "invalid_field: requested_at_ms is soon",
                        "invalid_field: game_id is missing",
                        "invalid_field: image_ref is missing");
        assertThat(rig.driver.list()).hasSize(10);
    }

    @Test
    void an_exit_is_published_and_restarted_according_to_the_policy() {
        run(new RestartPolicy(1, Duration.ofMillis(10), Duration.ofMinutes(1)), Duration.ofSeconds(10));
        rig.askStart("g-1", JobRig.IMAGE);
        String first = JobRig.field(rig.results(1).getFirst(), "container_id");
        JobRig.kill(first);
        String second = JobRig.field(rig.health(2).get(1), "container_id");
        JobRig.kill(second);
        List<Map<String, String>> events = rig.health(3);

        assertThat(events.getFirst().keySet())
                .containsExactly("game_id", "container_id", "event_type", "exit_code", "message", "occurred_at_ms");
        assertThat(events)
                .extracting(event -> event.get("event_type"))
                .containsExactly("exited", "restarted", "exited");
        assertThat(events.getFirst())
                .containsEntry("game_id", "g-1")
                .containsEntry("container_id", first)
                .containsEntry("exit_code", "137");
        assertThat(second).isNotEqualTo(first);
        assertThat(rig.tables
                        .queries()
                        .runtime(JobRig.TENANT, "g-1")
                        .orElseThrow()
                        .status())
                .isEqualTo(RuntimeStatus.EXITED);
    }

    @Test
    void exits_during_a_downtime_are_recorded_and_running_runtimes_are_adopted() {
        run();
        rig.askStart("g-1", JobRig.IMAGE);
        rig.askStart("g-2", JobRig.IMAGE);
        List<Map<String, String>> started = rig.results(2);
        jobs.stop();
        String gone = JobRig.field(started.getFirst(), "container_id");
        JobRig.kill(gone);
        rig.reopenDriver();

        run();
        List<Map<String, String>> events = rig.health(1);
        rig.askStart(JobRig.field(started.get(1), "game_id"), JobRig.IMAGE);

        assertThat(events)
                .singleElement()
                .satisfies(event ->
                        assertThat(event).containsEntry("event_type", "exited").containsEntry("container_id", gone));
        assertThat(rig.results(3).get(2))
                .containsEntry("error_code", "replay_no_op")
                .containsEntry("container_id", started.get(1).get("container_id"));
    }

    @Test
    void a_node_without_the_lease_drives_nothing_until_it_is_released() {
        assertThat(rig.store.singletonLeases().take("jobs", "another node", Duration.ofMinutes(1)))
                .isTrue();
        rig.askStart("g-1", JobRig.IMAGE);
        run();
        assertThat(rig.store.offsets().offset(JobStreams.START_LABEL)).isEmpty();
        assertThat(rig.entries(rig.streams.written().results())).isEmpty();
        jobs.stop();
        rig.store.singletonLeases().drop("jobs", "another node");

        run();

        assertThat(rig.results(1)).hasSize(1);
    }
}
