package dev.tidings.jobs.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidings.jobs.RuntimeDriverContract;
import dev.tidings.jobs.driver.Catalogue;
import dev.tidings.jobs.runtime.ObservedRuntime;
import dev.tidings.jobs.runtime.RuntimeDriver;
import dev.tidings.testkit.extension.NeedsServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The driver contract with processes, and what is specific to processes. */
@NeedsServers
class ProcessDriverTest extends RuntimeDriverContract {
    private static final String SERVE = """
        use IO::Socket::INET; $| = 1;
        print map {"$_=$ENV{$_}\\n"} sort keys %ENV;
        if (@ARGV) { print "x" x 99, "\\n" for 1 .. 1500; print "this was all\\n"; }
        my $s = IO::Socket::INET->new(
            LocalAddr => "127.0.0.1", LocalPort => $ENV{PORT}, Listen => 16, ReuseAddr => 1) or die "no port: $!";
        while (my $c = $s->accept) {
            while (defined(my $line = <$c>)) { last if $line =~ /^\\r?\\n/; }
            print $c "HTTP/1.1 200 OK\\r\\nContent-Length: 0\\r\\nConnection: close\\r\\n\\r\\n";
            close $c;
        }
        """;

    @TempDir
    Path folder;

    @Override
    protected RuntimeDriver open(Catalogue catalogue) {
        return ProcessDriver.open(
                new ProcessSettings(
                        folder, "127.0.0.1", System.getenv("PATH"), java.time.Duration.ofMillis(250), LOG_BYTES),
                catalogue,
                InstantSource.system(),
                this::nanos,
                new Random());
    }

    @Override
    protected List<String> command(Behaviour behaviour) {
        return switch (behaviour) {
            case ANSWER -> List.of("perl", "-e", SERVE);
            case LOUD -> List.of("perl", "-e", SERVE, "loud");
            case EXIT -> List.of("perl", "-e", "print qq{there is no map\\n}; exit 3");
            // A child in its own session, which signals to the runtime's group do not reach.
            case MUTE ->
                List.of(
                        "perl",
                        "-e",
                        "$| = 1; print qq{I say nothing\\n}; $SIG{TERM} = 'IGNORE';"
                                + " if (fork == 0) { require POSIX; POSIX::setsid(); sleep 60; exit } sleep 60");
        };
    }

    @Override
    protected void kill(ObservedRuntime runtime) {
        ProcessHandle.of(pid(runtime)).orElseThrow().destroyForcibly();
    }

    private static long pid(ObservedRuntime runtime) {
        String[] parts = runtime.containerId().split("-", -1);
        return Long.parseLong(parts[parts.length - 2]);
    }

    @Test
    void stopping_reaches_children_that_left_the_group_and_processes_that_ignore_it() throws Exception {
        Thread starting = Thread.ofPlatform().start(() -> failure("g-1", MUTE, LONG));
        await().until(() ->
                driver.inspect(TENANT, "g-1").filter(ObservedRuntime::running).isPresent());
        String token = ProcessRecords.open(folder).all().getFirst().token();
        await().until(() -> Processes.having("TIDINGS_RUN=" + token).size() == 2);
        driver.stop(TENANT, "g-1", java.time.Duration.ofMillis(100));
        starting.join();
        assertThat(Processes.having("TIDINGS_RUN=" + token)).isEmpty();
    }

    @Test
    void a_process_that_only_has_the_same_id_is_neither_adopted_nor_killed() throws Exception {
        Process stranger = new ProcessBuilder("sleep", "60").start();
        try {
            start("g-1", ANSWERS);
            ProcessRecord run = ProcessRecords.open(folder).all().getFirst();
            driver.stop(TENANT, "g-1", GRACE);
            driver.close();
            // As after a reboot, when another process has the id.
            ProcessRecords.open(folder).put(run.running(stranger.pid(), "00000000.1"));
            reopen();
            assertThat(driver.inspect(TENANT, "g-1"))
                    .map(ObservedRuntime::state)
                    .contains(ObservedRuntime.State.EXITED);
            assertThat(start("g-1", ANSWERS).adopted()).isFalse();
            assertThat(stranger.isAlive()).isTrue();
        } finally {
            stranger.destroyForcibly();
        }
    }

    @Test
    void a_process_whose_server_died_before_recording_its_id_is_found_by_its_token() {
        String id = start("g-1", ANSWERS).containerId();
        ProcessRecord run = ProcessRecords.open(folder).all().getFirst();
        driver.close();
        ProcessRecords.open(folder).put(run.running(0, ""));
        reopen();
        assertThat(start("g-1", ANSWERS).containerId()).isEqualTo(id);
    }

    @Test
    void a_record_without_a_process_is_removed() {
        start("g-1", ANSWERS);
        ProcessRecord run = ProcessRecords.open(folder).all().getFirst();
        driver.stop(TENANT, "g-1", GRACE);
        driver.close();
        ProcessRecords.open(folder).put(run.running(0, ""));
        reopen();
        assertThat(driver.list()).isEmpty();
    }

    @Test
    void an_unreadable_record_is_left_untouched() throws IOException {
        driver.close();
        Path broken = Files.createDirectories(folder.resolve("default-g-9")).resolve("runtime.json");
        Files.writeString(broken, "{\"tenant\": ");
        reopen();
        assertThat(driver.list()).isEmpty();
        assertThat(broken).exists();
    }
}
