package dev.tidings.jobs.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tidings.jobs.docker.DockerSettings.Pull;
import dev.tidings.jobs.driver.Catalogue;
import dev.tidings.jobs.driver.ReadinessCheck;
import dev.tidings.jobs.driver.RuntimeSpec;
import dev.tidings.jobs.runtime.DriverFailure;
import dev.tidings.jobs.runtime.JobCode;
import dev.tidings.jobs.runtime.RuntimeDriver;
import dev.tidings.jobs.runtime.StartOrder;
import dev.tidings.jobs.runtime.StartedRuntime;
import dev.tidings.testkit.container.Podman;
import dev.tidings.testkit.container.Registry;
import dev.tidings.testkit.extension.NeedsPackages;
import dev.tidings.testkit.extension.TestPackages;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Pulls images from a real registry. */
@NeedsPackages(TestPackages.CONTAINERS)
class PullTest {
    private static final String TENANT = "default";
    private static final Duration LONG = Duration.ofSeconds(60);

    private static Podman podman;

    private Registry registry;
    private String image;

    @BeforeAll
    static void startAContainerEngine() {
        podman = Podman.start();
    }

    @AfterAll
    static void stopTheContainerEngine() throws Exception {
        if (podman != null) {
            podman.close();
        }
    }

    @BeforeEach
    void start() {
        registry = Registry.start();
        image = registry.address() + "/arena:1";
        publish("first");
    }

    @AfterEach
    void stop() throws Exception {
        podman.podman("rm", "--all", "--force", "--time", "0");
        registry.close();
    }

    /** Pushes an image under the same name and removes the local copy. */
    private void publish(String mark) {
        String made = podman.podman("create", "--name", "made", "tidings-test/base:1", "sleep", "1");
        podman.podman("commit", "-q", "--change", "ENV MARK=" + mark, made, image);
        podman.podman("rm", made);
        podman.podman("push", "-q", image);
        podman.podman("rmi", image);
    }

    private RuntimeDriver driver(Pull pull) {
        RuntimeSpec serving = new RuntimeSpec(
                List.of("/bin/sh", "-c", "trap 'exit 0' TERM; httpd -f -p $PORT -h /www & wait"),
                Map.of(),
                0,
                new ReadinessCheck.Http("/"));
        return DockerDriver.open(
                Containing.settings(podman, "host", pull),
                new Catalogue(Map.of(image, serving)),
                InstantSource.system(),
                System::nanoTime);
    }

    private StartedRuntime start(RuntimeDriver driver, String game) {
        return driver.start(new StartOrder(TENANT, game, image, LONG));
    }

    private DriverFailure failure(RuntimeDriver driver, String wanted) {
        return catchThrowableOfType(
                DriverFailure.class, () -> driver.start(new StartOrder(TENANT, "g-9", wanted, LONG)));
    }

    private String mark(StartedRuntime started) {
        return podman.podman("exec", started.containerId(), "sh", "-c", "echo $MARK");
    }

    @Test
    void a_missing_image_is_pulled_once() {
        try (RuntimeDriver driver = driver(Pull.MISSING)) {
            assertThat(mark(start(driver, "g-1"))).isEqualTo("first");
            registry.stop();
            assertThat(mark(start(driver, "g-2"))).isEqualTo("first");
        }
    }

    @Test
    void the_policy_always_pulls_the_current_image_and_leaves_running_containers_untouched() {
        try (RuntimeDriver driver = driver(Pull.ALWAYS)) {
            StartedRuntime running = start(driver, "g-1");
            podman.podman("untag", image);
            publish("second");

            assertThat(mark(start(driver, "g-2"))).isEqualTo("second");
            StartedRuntime again = start(driver, "g-1");
            assertThat(again.adopted()).isTrue();
            assertThat(again.containerId()).isEqualTo(running.containerId());
            assertThat(mark(again)).isEqualTo("first");
        }
    }

    @Test
    void a_failed_pull_is_an_image_not_found_with_its_cause() {
        try (RuntimeDriver always = driver(Pull.ALWAYS);
                RuntimeDriver never = driver(Pull.NEVER)) {
            DriverFailure unknown = failure(always, registry.address() + "/nobody/has:this");
            assertThat(unknown.code()).isEqualTo(JobCode.IMAGE_NOT_FOUND);
            assertThat(unknown).hasMessageContaining("/nobody/has:this cannot be pulled");
            assertThat(failure(never, image).code()).isEqualTo(JobCode.IMAGE_NOT_FOUND);

            registry.stop();
            DriverFailure gone = failure(always, image);
            assertThat(gone.code()).isEqualTo(JobCode.IMAGE_NOT_FOUND);
            assertThat(gone).hasMessageContaining("refused");
        }
    }
}
