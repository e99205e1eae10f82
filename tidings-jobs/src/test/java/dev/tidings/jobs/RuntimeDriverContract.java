package dev.tidings.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.tidings.jobs.driver.Catalogue;
import dev.tidings.jobs.driver.ReadinessCheck;
import dev.tidings.jobs.driver.RuntimeSpec;
import dev.tidings.jobs.runtime.DriverFailure;
import dev.tidings.jobs.runtime.JobCode;
import dev.tidings.jobs.runtime.ObservedRuntime;
import dev.tidings.jobs.runtime.RuntimeDriver;
import dev.tidings.jobs.runtime.StartOrder;
import dev.tidings.jobs.runtime.StartedRuntime;
import dev.tidings.testkit.server.FreePorts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The contract of runtime drivers, tested with real runtimes. */
public abstract class RuntimeDriverContract {
    protected static final String TENANT = "default";
    protected static final String ANSWERS = "tidings-test/runtime:1";
    protected static final String OTHER = "tidings-test/runtime:2";
    protected static final String EXITS = "tidings-test/exits:1";
    protected static final String MUTE = "tidings-test/mute:1";
    protected static final String LOUD = "tidings-test/loud:1";
    protected static final String FIXED = "tidings-test/fixed:1";
    protected static final Duration LONG = Duration.ofSeconds(60);
    protected static final Duration GRACE = Duration.ofSeconds(5);
    protected static final int LOG_BYTES = 16 * 1024;

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    /** The behaviours of test runtimes. */
    protected enum Behaviour {
        /** Prints its environment and responds to GET on PORT. */
        ANSWER,
        /** Prints a line and exits with code 3. */
        EXIT,
        /** Never listens. */
        MUTE,
        /** Prints several times the log's size limit, and then responds. */
        LOUD
    }

    /** How far the drivers' time is ahead of the real one. */
    private final AtomicLong aheadNanos = new AtomicLong();

    private int fixedPort;
    private final Map<String, RuntimeSpec> specs = new HashMap<>();

    @SuppressWarnings("NullAway.Init") // Opened before each test.
    protected RuntimeDriver driver;

    /** @param catalogue the images of the tests */
    protected abstract RuntimeDriver open(Catalogue catalogue);

    protected abstract List<String> command(Behaviour behaviour);

    /** Kills a runtime without the driver. */
    protected abstract void kill(ObservedRuntime runtime);

    /** The time of the drivers, which a test can advance. */
    protected long nanos() {
        return System.nanoTime() + aheadNanos.get();
    }

    @BeforeEach
    void open_a_driver() throws IOException {
        fixedPort = FreePorts.free();
        ReadinessCheck http = new ReadinessCheck.Http("/");
        Map<String, String> env = Map.of("MAP", "desert");
        specs.put(ANSWERS, new RuntimeSpec(command(Behaviour.ANSWER), env, 0, http));
        specs.put(OTHER, new RuntimeSpec(command(Behaviour.ANSWER), env, 0, new ReadinessCheck.Tcp()));
        specs.put(EXITS, new RuntimeSpec(command(Behaviour.EXIT), env, 0, http));
        specs.put(MUTE, new RuntimeSpec(command(Behaviour.MUTE), env, 0, http));
        specs.put(LOUD, new RuntimeSpec(command(Behaviour.LOUD), env, 0, http));
        specs.put(FIXED, new RuntimeSpec(command(Behaviour.ANSWER), env, fixedPort, http));
        reopen();
    }

    protected void reopen() {
        driver = open(new Catalogue(specs));
    }

    @AfterEach
    void stop_what_runs() {
        driver.list().forEach(runtime -> driver.stop(runtime.tenant(), runtime.gameId(), Duration.ZERO));
        driver.close();
    }

    protected StartedRuntime start(String game, String image) {
        return driver.start(new StartOrder(TENANT, game, image, LONG));
    }

    protected JobCode failure(String game, String image, Duration timeout) {
        return failureOf(game, image, timeout).code();
    }

    protected DriverFailure failureOf(String game, String image, Duration timeout) {
        return catchThrowableOfType(
                DriverFailure.class, () -> driver.start(new StartOrder(TENANT, game, image, timeout)));
    }

    protected static int answerOf(String endpoint) throws IOException, InterruptedException {
        URI uri = URI.create(endpoint.replaceFirst("^tcp:", "http:") + "/");
        return HTTP.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding())
                .statusCode();
    }

    @Test
    void a_started_runtime_responds_at_its_endpoint_and_is_listed() throws Exception {
        StartedRuntime started = start("g-1", ANSWERS);
        assertThat(started.adopted()).isFalse();
        assertThat(answerOf(started.engineEndpoint())).isEqualTo(200);
        ObservedRuntime seen = driver.inspect(TENANT, "g-1").orElseThrow();
        assertThat(seen.running()).isTrue();
        assertThat(seen.containerId()).isEqualTo(started.containerId());
        assertThat(seen.engineEndpoint()).isEqualTo(started.engineEndpoint());
        assertThat(seen.imageRef()).isEqualTo(ANSWERS);
        assertThat(seen.startedAt()).isNotNull();
        assertThat(driver.list()).extracting(ObservedRuntime::gameId).containsExactly("g-1");
    }

    @Test
    void the_same_game_and_image_again_is_adopted_and_another_image_is_a_conflict() throws Exception {
        StartedRuntime first = start("g-1", ANSWERS);
        StartedRuntime again = start("g-1", ANSWERS);
        assertThat(again.adopted()).isTrue();
        assertThat(again.containerId()).isEqualTo(first.containerId());
        assertThat(again.engineEndpoint()).isEqualTo(first.engineEndpoint());
        assertThat(failure("g-1", OTHER, LONG)).isEqualTo(JobCode.IMAGE_CONFLICT);
        assertThat(answerOf(first.engineEndpoint())).isEqualTo(200);
    }

    @Test
    void games_run_side_by_side_with_any_names() throws Exception {
        StartedRuntime plain = start("g-1", ANSWERS);
        StartedRuntime odd = start("Größe/../1 ü", OTHER);
        assertThat(plain.containerId()).isNotEqualTo(odd.containerId());
        assertThat(answerOf(odd.engineEndpoint())).isEqualTo(200);
        assertThat(driver.list()).extracting(ObservedRuntime::gameId).containsExactlyInAnyOrder("g-1", "Größe/../1 ü");
    }

    @Test
    void an_invalid_reference_and_a_missing_image_have_their_own_codes() {
        assertThat(failure("g-1", "Not An Image", LONG)).isEqualTo(JobCode.INVALID_IMAGE_REF);
        assertThat(failure("g-1", "", LONG)).isEqualTo(JobCode.INVALID_IMAGE_REF);
        assertThat(failure("g-1", "127.0.0.1:1/tidings-test/none:1", LONG)).isEqualTo(JobCode.IMAGE_NOT_FOUND);
        assertThat(driver.list()).isEmpty();
    }

    @Test
    void a_port_in_use_fails_the_start_without_affecting_its_owner() throws Exception {
        StartedRuntime first = start("g-1", FIXED);
        DriverFailure failed = failureOf("g-2", FIXED, LONG);
        assertThat(failed.code()).isEqualTo(JobCode.START_FAILED);
        assertThat(failed).hasMessageContaining(Integer.toString(fixedPort));
        assertThat(answerOf(first.engineEndpoint())).isEqualTo(200);
        assertThat(driver.list()).extracting(ObservedRuntime::gameId).containsExactly("g-1");
    }

    @Test
    void a_runtime_that_exits_at_once_fails_the_start_with_its_exit_code_and_last_lines() {
        DriverFailure failed = failureOf("g-1", EXITS, LONG);
        assertThat(failed.code()).isEqualTo(JobCode.START_FAILED);
        assertThat(failed).hasMessageContaining("exit code 3").hasMessageContaining("there is no map");
        assertThat(driver.list()).isEmpty();
    }

    @Test
    void a_runtime_that_never_becomes_ready_is_killed_after_the_timeout() {
        CompletableFuture<DriverFailure> failing = CompletableFuture.supplyAsync(() -> failureOf("g-1", MUTE, LONG));
        await().until(() -> driver.logs(TENANT, "g-1", 1).stream().anyMatch(line -> line.contains("I say nothing")));
        aheadNanos.addAndGet(LONG.toNanos());
        DriverFailure failed = failing.join();

        assertThat(failed.code()).isEqualTo(JobCode.START_TIMEOUT);
        assertThat(failed).hasMessageContaining("I say nothing");
        assertThat(driver.list()).isEmpty();
    }

    @Test
    void a_stopped_runtime_is_gone_and_stopping_nothing_succeeds() {
        StartedRuntime started = start("g-1", ANSWERS);
        assertThat(driver.stop(TENANT, "g-1", GRACE))
                .map(ObservedRuntime::containerId)
                .contains(started.containerId());
        assertThat(driver.inspect(TENANT, "g-1")).isEmpty();
        assertThat(driver.list()).isEmpty();
        assertThat(driver.stop(TENANT, "g-1", GRACE)).isEmpty();
        assertThat(driver.stop(TENANT, "never-heard-of", GRACE)).isEmpty();
        assertThat(driver.logs(TENANT, "g-1", 10)).isEmpty();
    }

    @Test
    void stopping_cancels_a_start_in_progress() throws Exception {
        CompletableFuture<StartedRuntime> starting = CompletableFuture.supplyAsync(() -> start("g-1", MUTE));
        await().until(() ->
                driver.inspect(TENANT, "g-1").filter(ObservedRuntime::running).isPresent());
        driver.stop(TENANT, "g-1", GRACE);
        assertThat(codeOf(starting)).isEqualTo(JobCode.START_FAILED);
        assertThat(driver.list()).isEmpty();
    }

    @Test
    void concurrent_starts_of_a_game_share_one_runtime() throws Exception {
        CompletableFuture<StartedRuntime> other = CompletableFuture.supplyAsync(() -> start("g-1", ANSWERS));
        StartedRuntime mine = start("g-1", ANSWERS);
        assertThat(other.get().containerId()).isEqualTo(mine.containerId());
        assertThat(other.get().adopted()).isNotEqualTo(mine.adopted());
    }

    @Test
    void a_log_has_its_last_lines_and_a_size_limit() {
        start("g-1", LOUD);
        await().untilAsserted(() -> assertThat(driver.logs(TENANT, "g-1", 3)).contains("this was all"));
        assertThat(driver.logs(TENANT, "g-1", 2)).hasSizeBetween(1, 2).last().isEqualTo("this was all");
        await().untilAsserted(() -> {
            List<String> all = driver.logs(TENANT, "g-1", Integer.MAX_VALUE);
            assertThat(all.stream().mapToInt(String::length).sum()).isLessThanOrEqualTo(2 * LOG_BYTES);
            assertThat(all).last().isEqualTo("this was all");
        });
    }

    @Test
    void an_exit_is_reported_and_the_next_start_replaces_the_runtime() {
        ConcurrentLinkedQueue<ObservedRuntime> exits = new ConcurrentLinkedQueue<>();
        driver.onExit(exits::add);
        StartedRuntime first = start("g-1", ANSWERS);
        kill(driver.inspect(TENANT, "g-1").orElseThrow());
        await().until(() -> !exits.isEmpty());
        ObservedRuntime exited = exits.element();
        assertThat(exited.containerId()).isEqualTo(first.containerId());
        assertThat(exited.state()).isEqualTo(ObservedRuntime.State.EXITED);
        assertThat(exited.exitCode()).isEqualTo(137);
        assertThat(driver.logs(TENANT, "g-1", 100)).contains("MAP=desert");
        StartedRuntime second = start("g-1", OTHER);
        assertThat(second.adopted()).isFalse();
        assertThat(second.containerId()).isNotEqualTo(first.containerId());
    }

    @Test
    void another_driver_finds_running_and_exited_runtimes() throws Exception {
        StartedRuntime runs = start("g-1", ANSWERS);
        start("g-2", OTHER);
        ObservedRuntime doomed = driver.inspect(TENANT, "g-2").orElseThrow();
        driver.close();
        kill(doomed);
        reopen();
        assertThat(answerOf(runs.engineEndpoint())).isEqualTo(200);
        StartedRuntime again = start("g-1", ANSWERS);
        assertThat(again.adopted()).isTrue();
        assertThat(again.containerId()).isEqualTo(runs.containerId());
        await().untilAsserted(() -> assertThat(driver.inspect(TENANT, "g-2"))
                .map(ObservedRuntime::state)
                .contains(ObservedRuntime.State.EXITED));
        ConcurrentLinkedQueue<ObservedRuntime> exits = new ConcurrentLinkedQueue<>();
        driver.onExit(exits::add);
        kill(driver.inspect(TENANT, "g-1").orElseThrow());
        await().until(() -> exits.stream().anyMatch(exit -> exit.gameId().equals("g-1")));
    }

    @Test
    void a_runtime_gets_its_configured_environment_and_no_variable_of_the_server() {
        StartedRuntime started = start("g-1", ANSWERS);
        String port =
                started.engineEndpoint().substring(started.engineEndpoint().lastIndexOf(':') + 1);
        List<String> said = driver.logs(TENANT, "g-1", 100);
        assertThat(said).contains("MAP=desert", "GAME_ID=g-1").anyMatch(line -> line.startsWith("PORT="));
        assertThat(said).contains("PORT=" + port);
        // The test's own environment has such variables; a server's may contain passwords.
        assertThat(said).noneMatch(line -> line.startsWith("USER=") || line.startsWith("JAVA_HOME="));
        for (String name : System.getenv().keySet()) {
            if (!List.of("PATH", "HOME", "PWD", "SHLVL", "TERM", "HOSTNAME", "_")
                    .contains(name)) {
                assertThat(said).noneMatch(line -> line.startsWith(name + "="));
            }
        }
    }

    @Test
    void orphaned_runtimes_are_removed_after_the_grace_period_and_no_others() {
        start("known", ANSWERS);
        start("unknown", OTHER);
        start("exited", OTHER);
        kill(driver.inspect(TENANT, "exited").orElseThrow());
        await().until(() ->
                driver.inspect(TENANT, "exited").filter(seen -> !seen.running()).isPresent());
        assertThat(driver.reap(runtime -> false, Duration.ofHours(1))).isEmpty();
        assertThat(driver.list()).hasSize(3);
        assertThat(driver.reap(runtime -> !runtime.gameId().equals("unknown"), Duration.ZERO))
                .extracting(ObservedRuntime::gameId)
                .containsExactlyInAnyOrder("unknown", "exited");
        assertThat(driver.list()).extracting(ObservedRuntime::gameId).containsExactly("known");
    }

    private static JobCode codeOf(CompletableFuture<StartedRuntime> start) throws InterruptedException {
        try {
            throw new AssertionError("it was started: " + start.get());
        } catch (ExecutionException | CompletionException failed) {
            assertThat(failed.getCause()).isInstanceOf(DriverFailure.class);
            return Objects.requireNonNull((DriverFailure) failed.getCause()).code();
        }
    }
}
