package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidings.testkit.extension.NeedsServers;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** SIGHUP, sent to this very process, which it would end if nobody took it. */
@NeedsServers
class HangUpTest {
    @Test
    void sighup_reloads_each_time_and_does_not_end_the_process() throws Exception {
        AtomicInteger reloads = new AtomicInteger();
        HangUp.handle(reloads::incrementAndGet);

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
}
