package dev.tidings.push.log.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.core.event.EventLog;
import dev.tidings.core.event.Position;
import dev.tidings.core.event.WindowBounds;
import dev.tidings.testkit.event.EventLogContract;
import dev.tidings.testkit.event.Remembering;
import dev.tidings.testkit.time.SettableClock;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MemoryLogTest extends EventLogContract {
    private final SettableClock clock = SettableClock.atStart();
    private final Random random = new Random(1);
    private final ExecutorService teller = Executors.newSingleThreadExecutor();

    @Override
    protected EventLog open() {
        return log(WindowBounds.DEFAULT);
    }

    @Override
    protected EventLog lose(EventLog old) {
        return open();
    }

    private MemoryLog log(WindowBounds bounds) {
        return new MemoryLog(bounds, clock, random, teller);
    }

    @AfterEach
    void stop() {
        teller.shutdownNow();
    }

    @Test
    void events_beyond_the_age_count_or_size_limit_are_evicted_and_the_floor_moves() throws Exception {
        MemoryLog few = log(new WindowBounds(Duration.ofMinutes(5), 2, 1_000_000));
        Position first = few.append(event("user:1", "a")).join();
        few.append(event("user:1", "b")).join();
        few.append(event("user:1", "c")).join();
        assertThat(present(few).ids()).containsExactly("b", "c");
        assertThat(present(few).floor()).isEqualTo(first);

        MemoryLog small = log(new WindowBounds(Duration.ofMinutes(5), 100, 600));
        small.append(event("user:1", "a")).join();
        small.append(event("user:1", "b")).join();
        small.append(event("user:1", "c")).join();
        assertThat(present(small).ids()).containsExactly("b", "c");

        MemoryLog brief = log(new WindowBounds(Duration.ofMinutes(5), 100, 1_000_000));
        brief.append(event("user:1", "a")).join();
        clock.advance(Duration.ofMinutes(5).plusMillis(1));
        Position again = brief.append(event("user:1", "a")).join();
        assertThat(present(brief).entries())
                .extracting(entry -> entry.position())
                .containsExactly(again);
    }

    @Test
    void positions_grow_even_when_the_clock_goes_back() {
        MemoryLog log = log(WindowBounds.DEFAULT);
        Position before = log.append(event("user:1", "a")).join();
        clock.advance(Duration.ofSeconds(-10));

        assertThat(log.append(event("user:1", "b")).join().isAfter(before)).isTrue();
    }

    private static Remembering present(MemoryLog log) throws InterruptedException {
        Remembering follower = new Remembering();
        log.follow(TENANT, 0, follower);
        return follower.await(it -> it.beginnings() == 1);
    }
}
