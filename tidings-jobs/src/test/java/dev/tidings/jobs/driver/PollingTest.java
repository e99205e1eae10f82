package dev.tidings.jobs.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.jobs.runtime.DriverFailure;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PollingTest {
    private final AtomicInteger looks = new AtomicInteger();

    @AfterEach
    void clearInterrupt() {
        Thread.interrupted();
    }

    @Test
    void an_interrupt_ends_a_wait() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(this::waitForThirdLook)
                .isInstanceOf(DriverFailure.class)
                .hasMessage("the server is shutting down");
        assertThat(looks).hasValue(1);
    }

    @Test
    void clean_up_after_an_interrupt_waits_to_its_end_and_keeps_the_interrupt() {
        Thread.currentThread().interrupt();

        Polling.uninterrupted(this::waitForThirdLook);

        assertThat(looks).hasValue(3);
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
    }

    @Test
    void clean_up_without_an_interrupt_leaves_none() {
        Polling.uninterrupted(this::waitForThirdLook);

        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    private void waitForThirdLook() {
        assertThat(Polling.until(() -> looks.incrementAndGet() == 3, Duration.ofMinutes(1), System::nanoTime))
                .isTrue();
    }
}
