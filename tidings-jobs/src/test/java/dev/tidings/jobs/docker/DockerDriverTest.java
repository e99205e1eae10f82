package dev.tidings.jobs.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.common.base.Splitter;
import dev.tidings.jobs.RuntimeDriverContract;
import dev.tidings.jobs.docker.DockerSettings.Pull;
import dev.tidings.jobs.driver.AllowedImages;
import dev.tidings.jobs.driver.Catalogue;
import dev.tidings.jobs.driver.ReadinessCheck;
import dev.tidings.jobs.driver.RuntimeSpec;
import dev.tidings.jobs.runtime.DriverFailure;
import dev.tidings.jobs.runtime.JobCode;
import dev.tidings.jobs.runtime.ObservedRuntime;
import dev.tidings.jobs.runtime.RuntimeDriver;
import dev.tidings.jobs.runtime.StartedRuntime;
import dev.tidings.testkit.container.Podman;
import dev.tidings.testkit.extension.NeedsPackages;
import dev.tidings.testkit.extension.TestPackages;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The driver contract with containers of a real Podman, and what is specific to containers. */
@NeedsPackages(TestPackages.CONTAINERS)
class DockerDriverTest extends RuntimeDriverContract {
    private static final String SERVE = "trap 'exit 0' TERM; httpd -f -p $PORT -h /www & wait";

    private static final ReadinessCheck HTTP = new ReadinessCheck.Http("/");

    private static Podman podman;

    @BeforeAll
    static void start_a_container_engine() {
        podman = Podman.start();
        podman.podman("tag", "tidings-test/base:1", ANSWERS, OTHER, EXITS, MUTE, LOUD, FIXED);
    }

    @AfterAll
    static void stop_the_container_engine() throws Exception {
        if (podman != null) {
            podman.close();
        }
    }

    @Override
    protected RuntimeDriver open(Catalogue catalogue) {
        return open(catalogue, "host", Pull.MISSING);
    }

    private RuntimeDriver open(Catalogue catalogue, String network, Pull pull) {
        return DockerDriver.open(
                Containing.settings(podman, network, pull), catalogue, InstantSource.system(), this::nanos);
    }

    @Override
    protected List<String> command(Behaviour behaviour) {
        return List.of(
                "/bin/sh",
                "-c",
                switch (behaviour) {
                    case ANSWER -> "env; " + SERVE;
                    case LOUD -> "yes " + "x".repeat(60) + " | head -n 1500; echo this was all; " + SERVE;
                    case EXIT -> "echo there is no map; exit 3";
                    case MUTE -> "echo I say nothing; trap 'exit 0' TERM; sleep 60 & wait";
                });
    }

    @Override
    protected void kill(ObservedRuntime runtime) {
        podman.podman("kill", runtime.containerId());
    }

    @Test
    void a_container_has_minimal_privileges() {
        String id = start("g-1", ANSWERS).containerId();
        assertThat(podman.podman(
                        "inspect",
                        "--format",
                        "{{.Name}} {{.HostConfig.ReadonlyRootfs}} {{.HostConfig.SecurityOpt}} {{.HostConfig.Memory}}"
                                + " {{.HostConfig.NanoCpus}} {{.HostConfig.PidsLimit}} {{.HostConfig.NetworkMode}}",
                        id))
                .isEqualTo("tidings-default-g-1 true [no-new-privileges] 67108864 500000000 50 host");
        // Checked in the kernel, not only in the container engine's view.
        String status = podman.podman("exec", id, "cat", "/proc/1/status");
        assertThat(status)
                .containsPattern("CapBnd:\\s0000000000000000")
                .containsPattern("CapEff:\\s0000000000000000")
                .containsPattern("NoNewPrivs:\\s1");
        assertThat(podman.podman("exec", id, "sh", "-c", "touch /x 2>&1 || touch /tmp/x && echo only /tmp"))
                .contains("Read-only file system")
                .contains("only /tmp");
    }

    @Test
    void labels_identify_the_owner_of_a_container() {
        String id = start("g-1", ANSWERS).containerId();
        String labels = podman.podman("inspect", "--format", "{{json .Config.Labels}}", id);
        assertThat(labels)
                .contains("\"tidings.game_id\":\"g-1\"")
                .contains("\"tidings.tenant\":\"default\"")
                .contains("\"tidings.image_ref\":\"" + ANSWERS + "\"")
                .contains("\"tidings.node\":\"node-1\"")
                .contains("\"tidings.owner\":\"tidings\"");
    }

    @Test
    void a_container_with_our_name_but_not_our_labels_is_a_conflict_and_is_left_untouched() {
        podman.podman("run", "-d", "--network", "host", "--name", "tidings-default-g-1", ANSWERS, "sleep", "60");
        try {
            DriverFailure failed = failureOf("g-1", ANSWERS, LONG);
            assertThat(failed.code()).isEqualTo(JobCode.IMAGE_CONFLICT);
            assertThat(failed).hasMessageContaining("tidings-default-g-1");
            assertThat(driver.list()).isEmpty();
            assertThat(driver.stop(TENANT, "g-1", Duration.ZERO)).isEmpty();
            assertThat(driver.reap(runtime -> false, Duration.ZERO)).isEmpty();
            assertThat(podman.podman("inspect", "--format", "{{.State.Status}}", "tidings-default-g-1"))
                    .isEqualTo("running");
        } finally {
            podman.podman("rm", "--force", "--time", "0", "tidings-default-g-1");
        }
    }

    @Test
    void a_container_that_was_created_and_never_started_is_replaced_and_reaped() {
        String[] create = {
            "create",
            "--network",
            "host",
            "--name",
            "tidings-default-g-1",
            "--label",
            "tidings.owner=tidings",
            "--label",
            "tidings.tenant=default",
            "--label",
            "tidings.game_id=g-1",
            "--label",
            "tidings.image_ref=" + ANSWERS,
            "--label",
            "tidings.port=1",
            ANSWERS,
            "sleep",
            "60"
        };
        podman.podman(create);
        assertThat(driver.inspect(TENANT, "g-1")).map(ObservedRuntime::state).contains(ObservedRuntime.State.CREATED);
        assertThat(start("g-1", ANSWERS).adopted()).isFalse();
        driver.stop(TENANT, "g-1", Duration.ZERO);
        podman.podman(create);
        assertThat(driver.reap(runtime -> true, Duration.ZERO))
                .extracting(ObservedRuntime::gameId)
                .containsExactly("g-1");
    }

    @Test
    void a_missing_image_is_not_pulled_with_the_policy_never() {
        try (RuntimeDriver never = open(new Catalogue(Map.of()), "host", Pull.NEVER)) {
            RuntimeDriver pulling = driver;
            driver = never;
            assertThat(failureOf("g-1", "tidings-test/none:1", LONG))
                    .hasMessageContaining("never")
                    .extracting(DriverFailure::code)
                    .isEqualTo(JobCode.IMAGE_NOT_FOUND);
            driver = pulling;
        }
    }

    @Test
    void a_missing_network_fails_the_start_with_its_name() {
        RuntimeSpec spec = new RuntimeSpec(command(Behaviour.ANSWER), Map.of(), 0, new ReadinessCheck.Tcp());
        try (RuntimeDriver lost = open(new Catalogue(Map.of(ANSWERS, spec)), "no-such-network", Pull.NEVER)) {
            RuntimeDriver onHost = driver;
            driver = lost;
            assertThat(failureOf("g-1", ANSWERS, LONG))
                    .hasMessageContaining("no-such-network")
                    .extracting(DriverFailure::code)
                    .isEqualTo(JobCode.START_FAILED);
            assertThat(lost.list()).isEmpty();
            driver = onHost;
        }
    }

    @Test
    void the_network_is_closed_to_metadata_and_private_ranges() {
        RuntimeSpec spec =
                new RuntimeSpec(List.of("/bin/sh", "-c", "cat /proc/net/route; sleep 60"), Map.of(), 0, HTTP);
        try (RuntimeDriver closed = open(new Catalogue(Map.of(MUTE, spec)), "closed", Pull.NEVER)) {
            RuntimeDriver onHost = driver;
            driver = closed;
            DriverFailure failed = failureOf("g-1", MUTE, Duration.ofSeconds(5));
            driver = onHost;

            assertThat(failed.code()).isEqualTo(JobCode.START_TIMEOUT);
            assertThat(podman.podman("network", "inspect", "--format", "{{.Internal}}", "tidings-closed"))
                    .isEqualTo("true");
            List<String> routes = Objects.requireNonNull(failed.getMessage())
                    .lines()
                    .filter(line -> line.matches("\\w+\\s+[0-9A-F]{8}\\s+[0-9A-F]{8}.*"))
                    .toList();
            assertThat(routes)
                    .as("what the runtime printed: %s", failed.getMessage())
                    .hasSize(1);
            List<String> fields = Splitter.on(Pattern.compile("\\s+")).splitToList(routes.getFirst());
            assertThat(fields.get(1)).as("no default route").isNotEqualTo("00000000");
            assertThat(fields.get(2)).as("no gateway").isEqualTo("00000000");
        }
    }

    @Test
    void an_entry_of_the_catalogue_may_open_the_network() throws Exception {
        RuntimeSpec spec = new RuntimeSpec(command(Behaviour.ANSWER), Map.of(), 0, HTTP, "bridge");
        try (RuntimeDriver closed = open(new Catalogue(Map.of(ANSWERS, spec)), "closed", Pull.NEVER)) {
            RuntimeDriver onHost = driver;
            driver = closed;
            StartedRuntime started = start("g-1", ANSWERS);
            assertThat(answerOf(started.engineEndpoint())).isEqualTo(200);
            assertThat(podman.podman("inspect", "--format", "{{.HostConfig.NetworkMode}}", started.containerId()))
                    .isEqualTo("bridge");
            driver.stop(TENANT, "g-1", Duration.ZERO);
            driver = onHost;
        }
    }

    @Test
    void an_existing_network_that_is_not_internal_is_refused() {
        podman.podman("network", "create", "other-closed");
        DockerSettings of = Containing.settings(podman, "closed", Pull.NEVER, AllowedImages.any(false), "other");
        try (RuntimeDriver fooled = DockerDriver.open(of, catalogue(), InstantSource.system(), System::nanoTime)) {
            RuntimeDriver onHost = driver;
            driver = fooled;
            assertThat(failureOf("g-1", ANSWERS, LONG))
                    .hasMessageContaining("other-closed was created by another program");
            driver = onHost;
        }
    }

    @Test
    void an_image_that_is_not_allowed_is_refused() {
        DockerSettings of = Containing.settings(
                podman,
                "host",
                Pull.NEVER,
                AllowedImages.of(List.of("registry.example.com/games/*"), false),
                "tidings");
        try (RuntimeDriver strict = DockerDriver.open(of, catalogue(), InstantSource.system(), System::nanoTime)) {
            RuntimeDriver any = driver;
            driver = strict;
            assertThat(failure("g-1", "tidings-test/base:1", LONG)).isEqualTo(JobCode.IMAGE_NOT_ALLOWED);
            assertThat(driver.list()).isEmpty();
            assertThat(start("g-2", ANSWERS).adopted())
                    .as("an image of the catalogue")
                    .isFalse();
            driver = any;
        }
    }

    private Catalogue catalogue() {
        return new Catalogue(Map.of(ANSWERS, new RuntimeSpec(command(Behaviour.ANSWER), Map.of(), 0, HTTP)));
    }

    @Test
    void a_port_in_its_own_network_is_published_on_loopback_only() throws Exception {
        RuntimeSpec spec = new RuntimeSpec(command(Behaviour.ANSWER), Map.of(), 0, new ReadinessCheck.Http("/"));
        try (RuntimeDriver bridged = open(new Catalogue(Map.of(ANSWERS, spec)), "bridge", Pull.NEVER)) {
            RuntimeDriver onHost = driver;
            driver = bridged;
            StartedRuntime started = start("g-1", ANSWERS);
            assertThat(started.engineEndpoint()).startsWith("http://127.0.0.1:").doesNotEndWith(":8080");
            assertThat(answerOf(started.engineEndpoint())).isEqualTo(200);
            assertThat(driver.list())
                    .extracting(ObservedRuntime::engineEndpoint)
                    .containsExactly(started.engineEndpoint());
            driver.stop(TENANT, "g-1", Duration.ZERO);
            driver = onHost;
        }
    }

    @Test
    void without_the_socket_nothing_starts_and_everything_resumes_when_it_is_back() throws Exception {
        ConcurrentLinkedQueue<ObservedRuntime> exits = new ConcurrentLinkedQueue<>();
        driver.onExit(exits::add);
        StartedRuntime started = start("g-1", ANSWERS);
        start("g-2", ANSWERS);
        assertThat(driver.status().available()).isTrue();
        assertThat(driver.status().detail()).contains("Podman");
        ObservedRuntime doomed = driver.inspect(TENANT, "g-2").orElseThrow();
        podman.stopService();
        try {
            assertThat(driver.status().available()).isFalse();
            assertThat(failure("g-3", ANSWERS, LONG)).isEqualTo(JobCode.DRIVER_UNAVAILABLE);
            assertThat(failure("g-1", ANSWERS, LONG)).isEqualTo(JobCode.DRIVER_UNAVAILABLE);
            assertThat(answerOf(started.engineEndpoint())).isEqualTo(200);
            kill(doomed);
        } finally {
            podman.startService();
        }
        assertThat(start("g-1", ANSWERS).adopted()).isTrue();
        await().until(() -> exits.stream().anyMatch(exit -> exit.gameId().equals("g-2")));
    }
}
