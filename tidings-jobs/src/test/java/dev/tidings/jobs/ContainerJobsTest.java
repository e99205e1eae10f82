package dev.tidings.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.jobs.docker.Containing;
import dev.tidings.jobs.docker.DockerDriver;
import dev.tidings.jobs.docker.DockerSettings.Pull;
import dev.tidings.jobs.driver.Catalogue;
import dev.tidings.jobs.driver.ReadinessCheck;
import dev.tidings.jobs.driver.RuntimeSpec;
import dev.tidings.jobs.runtime.RuntimeDriver;
import dev.tidings.jobs.runtime.RuntimeStatus;
import dev.tidings.testkit.container.Podman;
import dev.tidings.testkit.extension.NeedsPackages;
import dev.tidings.testkit.extension.TestPackages;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs jobs from streams in real containers. */
@NeedsPackages(TestPackages.CONTAINERS)
class ContainerJobsTest {
    private static final String SERVE = "trap 'exit 0' TERM; httpd -f -p $PORT -h /www & wait";

    private static Podman podman;

    @TempDir
    Path folder;

    private JobRig rig;
    private Jobs jobs;

    @BeforeAll
    static void start_a_container_engine() {
        podman = Podman.start();
        podman.podman("tag", "tidings-test/base:1", JobRig.IMAGE, JobRig.OTHER);
    }

    @AfterAll
    static void stop_the_container_engine() throws Exception {
        if (podman != null) {
            podman.close();
        }
    }

    @BeforeEach
    void open() {
        rig = JobRig.driving(folder, _ -> containers());
        jobs = rig.jobs(JobRig.settings(RestartPolicy.NONE));
        jobs.start();
    }

    @AfterEach
    void close() {
        jobs.stop();
        rig.close();
    }

    private static RuntimeDriver containers() {
        RuntimeSpec serving =
                new RuntimeSpec(List.of("/bin/sh", "-c", SERVE), Map.of(), 0, new ReadinessCheck.Http("/"));
        return DockerDriver.open(
                Containing.settings(podman, "host", Pull.NEVER),
                new Catalogue(Map.of(JobRig.IMAGE, serving, JobRig.OTHER, serving)),
                InstantSource.system(),
                System::nanoTime);
    }

    @Test
    void a_game_is_started_replayed_and_stopped_over_the_streams() throws Exception {
        rig.askStart("g-1", JobRig.IMAGE);
        Map<String, String> first = rig.results(1).getFirst();
        rig.askStart("g-1", JobRig.IMAGE);
        rig.askStart("g-1", JobRig.OTHER);
        rig.askStart("g-2", "nobody/has:this");
        List<Map<String, String>> results = rig.results(4);

        assertThat(first).containsEntry("outcome", "success").containsEntry("error_code", "");
        URI endpoint = URI.create(JobRig.field(first, "engine_endpoint"));
        try (Socket runtime = new Socket(endpoint.getHost(), endpoint.getPort())) {
            assertThat(runtime.isConnected()).isTrue();
        }
        assertThat(podman.podman("inspect", "--format", "{{.Name}}", JobRig.field(first, "container_id")))
                .isEqualTo("tidings-default-g-1");
        assertThat(results.get(1))
                .containsEntry("error_code", "replay_no_op")
                .containsEntry("container_id", first.get("container_id"))
                .containsEntry("engine_endpoint", first.get("engine_endpoint"));
        assertThat(results.get(2)).containsEntry("error_code", "image_conflict");
        assertThat(results.get(3)).containsEntry("error_code", "image_not_found");

        rig.ask(rig.streams.read().stopJobs(), "game_id", "g-1");
        assertThat(rig.results(5).get(4)).containsEntry("outcome", "success").containsEntry("kind", "stop");
        assertThat(rig.driver.list()).isEmpty();
    }

    @Test
    void a_running_container_is_adopted_after_a_restart_and_its_exit_is_published() {
        rig.askStart("g-1", JobRig.IMAGE);
        String container = JobRig.field(rig.results(1).getFirst(), "container_id");
        jobs.stop();
        rig.reopenDriver();
        jobs = rig.jobs(JobRig.settings(RestartPolicy.NONE));
        jobs.start();
        rig.askStart("g-1", JobRig.IMAGE);
        assertThat(rig.results(2).get(1))
                .containsEntry("error_code", "replay_no_op")
                .containsEntry("container_id", container);

        podman.podman("kill", container);

        assertThat(rig.health(1))
                .singleElement()
                .satisfies(event -> assertThat(event)
                        .containsEntry("event_type", "exited")
                        .containsEntry("container_id", container)
                        .containsEntry("exit_code", "137"));
        assertThat(rig.tables
                        .queries()
                        .runtime(JobRig.TENANT, "g-1")
                        .orElseThrow()
                        .status())
                .isEqualTo(RuntimeStatus.EXITED);
    }
}
