package dev.tidings.bench.runtime;

import dev.tidings.jobs.driver.ReadinessCheck;
import dev.tidings.jobs.driver.ReadinessProbe;
import dev.tidings.testkit.server.FreePorts;
import java.io.File;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Starts a server with ProcessBuilder and waits until it accepts connections. */
final class BareProcesses implements AutoCloseable {
    /** A small server, started as a runtime. */
    static final List<String> SERVE = List.of("perl", "-e", """
        use IO::Socket::INET;
        my $s = IO::Socket::INET->new(
            LocalAddr => "127.0.0.1", LocalPort => $ENV{PORT}, Listen => 16, ReuseAddr => 1) or die "no port: $!";
        my @kept; while (my $c = $s->accept) { push @kept, $c; }
        """);

    static final Duration KEPT = Duration.ofMillis(1);

    private final List<Process> started = new ArrayList<>();
    private final ReadinessProbe probe = new ReadinessProbe(System::nanoTime, KEPT);

    /** Returns the endpoint. */
    String start() throws IOException, InterruptedException {
        int port = FreePorts.free();
        List<String> command = new ArrayList<>(List.of("setsid"));
        command.addAll(SERVE);
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("PORT", Integer.toString(port));
        started.add(builder.start());
        while (!probe.ready(new ReadinessCheck.Tcp(), "127.0.0.1", port)) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
        return String.format(Locale.ROOT, "tcp://127.0.0.1:%d", port);
    }

    @Override
    public void close() {
        started.forEach(Process::destroyForcibly);
    }
}
