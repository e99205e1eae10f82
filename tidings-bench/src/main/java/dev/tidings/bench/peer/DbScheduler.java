package dev.tidings.bench.peer;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerBuilder;
import com.github.kagkarlsson.scheduler.serializer.Serializer;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** db-scheduler with lock-and-fetch polling, batch scheduling and plain string data. */
final class DbScheduler implements Peer {
    // The table of its documentation, without the priority index, which is not needed here.
    private static final String SCHEMA = """
        CREATE TABLE IF NOT EXISTS scheduled_tasks (
          task_name TEXT NOT NULL,
          task_instance TEXT NOT NULL,
          task_data BYTEA,
          execution_time TIMESTAMPTZ NOT NULL,
          picked BOOLEAN NOT NULL,
          picked_by TEXT,
          last_success TIMESTAMPTZ,
          last_failure TIMESTAMPTZ,
          consecutive_failures INT,
          last_heartbeat TIMESTAMPTZ,
          version BIGINT NOT NULL,
          priority SMALLINT,
          PRIMARY KEY (task_name, task_instance));
        CREATE INDEX IF NOT EXISTS execution_time_idx ON scheduled_tasks (execution_time);
        CREATE INDEX IF NOT EXISTS last_heartbeat_idx ON scheduled_tasks (last_heartbeat)
        """;
    private static final String TASK = "notify";
    private static final int BATCH = 500;
    private static final int THREADS = 20;
    private static final int CONNECTIONS = 24;
    // Lower and upper polling limits, as multiples of the threads.
    private static final double FETCH_BELOW = 1.0;
    private static final double FETCH_UP_TO = 8.0;
    private static final String LEFT = """
        SELECT 1 FROM scheduled_tasks LIMIT 1
        """;

    private final HikariDataSource source;

    DbScheduler(String jdbcUrl) throws SQLException {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(jdbcUrl + "&reWriteBatchedInserts=true");
        config.setMaximumPoolSize(CONNECTIONS);
        source = new HikariDataSource(config);
        Emptying.execute(source, SCHEMA);
    }

    @Override
    public Times run(int first, int count, boolean together, int inFlight, Handler handler) throws Exception {
        Emptying.execute(source, "TRUNCATE scheduled_tasks");
        CountDownLatch left = new CountDownLatch(count);
        Scheduler scheduler = scheduler(handler, left, inFlight == 0 ? THREADS : inFlight, false);
        try {
            if (together) {
                scheduler.start();
            }
            long begun = System.nanoTime();
            for (int from = first; from < first + count; from += BATCH) {
                List<TaskInstance<?>> batch = IntStream.range(from, Math.min(from + BATCH, first + count))
                        .<TaskInstance<?>>mapToObj(DbScheduler::instance)
                        .toList();
                scheduler.scheduleBatch(batch, Instant.now());
            }
            long enqueued = System.nanoTime();
            if (!together) {
                scheduler.start();
            }
            left.await();
            return new Times(begun, enqueued, Emptying.await(source, LEFT));
        } finally {
            scheduler.stop();
        }
    }

    @Override
    public long[] paced(int first, int count, double perSecond, Handler handler) throws Exception {
        CountDownLatch left = new CountDownLatch(count);
        Scheduler scheduler = scheduler(handler, left, THREADS, true);
        try {
            scheduler.start();
            long[] due =
                    Pace.keep(first, count, perSecond, number -> scheduler.schedule(instance(number), Instant.now()));
            left.await();
            Emptying.await(source, LEFT);
            return due;
        } finally {
            scheduler.stop();
        }
    }

    private Scheduler scheduler(Handler handler, CountDownLatch left, int threads, boolean immediate) {
        OneTimeTask<String> task = Tasks.oneTime(TASK, String.class).execute((instance, context) -> {
            try {
                handler.handle(instance.getData());
            } catch (Exception failure) {
                throw new IllegalStateException(failure);
            }
            left.countDown();
        });
        SchedulerBuilder builder = Scheduler.create(source, task)
                .threads(threads)
                .pollUsingLockAndFetch(FETCH_BELOW, FETCH_UP_TO)
                .pollingInterval(Duration.ofMillis(100))
                .serializer(new Text());
        return (immediate ? builder.enableImmediateExecution() : builder).build();
    }

    private static TaskInstance<String> instance(int number) {
        return new TaskInstance<>(TASK, Items.key(number), Items.payload(number));
    }

    /** Cheaper than Java serialization, the default. */
    private static final class Text implements Serializer {
        @Override
        public byte @Nullable [] serialize(@Nullable Object data) {
            return data == null ? null : data.toString().getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public <T> @Nullable T deserialize(Class<T> type, byte @Nullable [] serialized) {
            return serialized == null ? null : type.cast(new String(serialized, StandardCharsets.UTF_8));
        }
    }

    @Override
    public void close() {
        source.close();
    }
}
