package dev.tidings.push.log.memory;

import dev.tidings.core.event.EventLog;
import dev.tidings.core.event.LogPartitions;
import dev.tidings.core.event.WindowBounds;
import dev.tidings.testkit.event.EventLogContract;
import dev.tidings.testkit.time.SettableClock;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;

class PartitionedMemoryLogTest extends EventLogContract {
    private final SettableClock clock = SettableClock.atStart();
    private final Random random = new Random(1);
    private final ExecutorService teller = Executors.newSingleThreadExecutor();

    @Override
    protected EventLog open() {
        return new MemoryLog(new LogPartitions(4), WindowBounds.DEFAULT, clock, random, teller);
    }

    @Override
    protected EventLog lose(EventLog old) {
        return open();
    }

    @AfterEach
    void stop() {
        teller.shutdownNow();
    }
}
