package dev.tidings.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.core.store.StoreUnavailable;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class PeriodicTaskTest {
    private final Queue<Runnable> later = new ArrayDeque<>();
    private boolean full;
    private int runs;

    private PeriodicTask started(Runnable task) {
        PeriodicTask periodic = new PeriodicTask("testing", Duration.ofSeconds(1), task, this::execute, this::after);
        periodic.start();
        return periodic;
    }

    private void execute(Runnable task) {
        if (full) {
            throw new RejectedExecutionException("full");
        }
        task.run();
    }

    private void after(Duration delay, Runnable task) {
        assertThat(delay).isEqualTo(Duration.ofSeconds(1));
        later.add(task);
    }

    /** Returns whether it waits for the next time. */
    private boolean runsAgain() {
        later.remove().run();
        return later.size() == 1;
    }

    @Test
    void it_goes_on_after_an_outage_and_after_a_failure() {
        started(() -> {
            runs++;
            throw runs == 1 ? new StoreUnavailable("away") : new IllegalStateException("failed");
        });

        assertThat(runsAgain()).isTrue();
        assertThat(runsAgain()).isTrue();
        assertThat(runs).isEqualTo(2);
    }

    @Test
    void it_goes_on_when_there_was_no_thread() {
        started(() -> runs++);
        full = true;
        assertThat(runsAgain()).isTrue();
        full = false;

        assertThat(runsAgain()).isTrue();
        assertThat(runs).isOne();
    }

    @Test
    void it_stops() {
        PeriodicTask periodic = started(() -> runs++);
        periodic.stop();

        assertThat(runsAgain()).isFalse();
        assertThat(runs).isZero();
    }
}
