package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.tidings.testkit.extension.NeedsServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Sends SIGHUP to this process, which would exit without a handler. */
@NeedsServers
class SighupHandlerTest {
    private static final int SIGHUP = 1;
    private static final Path STATUS = Path.of("/proc/self/status");

    @Test
    void sighup_reloads_each_time_and_does_not_end_the_process() throws Exception {
        assumeFalse(ignored(SIGHUP), "this process was started with SIGHUP ignored, as under nohup");
        AtomicInteger reloads = new AtomicInteger();
        SighupHandler.handle(reloads::incrementAndGet);

        for (int times = 1; times <= 2; times++) {
            assertThat(new ProcessBuilder(
                                    "/bin/sh",
                                    "-c",
                                    "kill -HUP " + ProcessHandle.current().pid())
                            .start()
                            .waitFor())
                    .isZero();
            int expected = times;
            await().until(() -> reloads.get() == expected);
        }
    }

    /** A JVM keeps ignoring a signal that was ignored at its start; only Linux shows this. */
    private static boolean ignored(int signal) throws IOException {
        if (!Files.isReadable(STATUS)) {
            return false;
        }
        String mask = Files.readAllLines(STATUS).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .map(line -> line.substring("SigIgn:".length()).strip())
                .findFirst()
                .orElseThrow();
        return (Long.parseUnsignedLong(mask, 16) >>> (signal - 1) & 1) == 1;
    }
}
