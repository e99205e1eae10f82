package dev.tidings.jobs.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tidings.core.job.DriverFailure;
import dev.tidings.core.job.JobCode;
import dev.tidings.core.job.RuntimeDriver;
import dev.tidings.core.job.StartOrder;
import dev.tidings.core.job.StartedRuntime;
import dev.tidings.jobs.docker.DockerSettings.Pull;
import dev.tidings.jobs.engine.Catalogue;
import dev.tidings.jobs.engine.EngineSpec;
import dev.tidings.jobs.engine.ReadinessCheck;
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

/** Images come from a real registry, or do not. */
@NeedsPackages(TestPackages.CONTAINERS)
class PullTest {
    private static final String TENANT = "default";
    private static final Duration LONG = Duration.ofSeconds(20);

    private static Podman podman;

    private Registry registry;
    private String image;

    @BeforeAll
    static void startAnEngine() {
        podman = Podman.start();
    }

    @AfterAll
    static void stopTheEngine() throws Exception {
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

    /** Under the same name, and not kept here. */
    private void publish(String mark) {
        String made = podman.podman("create", "--name", "made", "tidings-test/base:1", "sleep", "1");
        podman.podman("commit", "-q", "--change", "ENV MARK=" + mark, made, image);
        podman.podman("rm", made);
        podman.podman("push", "-q", image);
        podman.podman("rmi", image);
    }

    private RuntimeDriver driver(Pull pull) {
        EngineSpec serving = new EngineSpec(
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
    void what_is_missing_is_pulled_once() {
        try (RuntimeDriver driver = driver(Pull.MISSING)) {
            assertThat(mark(start(driver, "g-1"))).isEqualTo("first");
            registry.stop();
            assertThat(mark(start(driver, "g-2"))).isEqualTo("first");
        }
    }

    @Test
    void always_takes_what_the_registry_has_now_and_leaves_alone_what_runs() {
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
    void what_cannot_be_pulled_is_an_image_not_found_that_says_why() {
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
