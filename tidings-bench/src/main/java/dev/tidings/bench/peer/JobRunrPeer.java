package dev.tidings.bench.peer;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.jobrunr.configuration.JobRunr;
import org.jobrunr.scheduling.JobScheduler;
import org.jobrunr.server.BackgroundJobServer;
import org.jobrunr.server.BackgroundJobServerConfiguration;
import org.jobrunr.storage.StorageProvider;
import org.jobrunr.storage.sql.postgres.PostgresStorageProvider;

/** The free version of JobRunr: jobs are enqueued as a stream, which it saves in batches; workers are virtual threads. */
final class JobRunrPeer implements Peer {
    private static final int WORKERS = 64;
    private static final int CONNECTIONS = 16;
    // The shortest interval that it allows.
    private static final Duration POLL = Duration.ofSeconds(5);
    private static final String LEFT = """
        SELECT 1 FROM jobrunr_jobs WHERE state IN ('ENQUEUED', 'PROCESSING') LIMIT 1
        """;

    private final HikariDataSource source;

    JobRunrPeer(String jdbcUrl) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(jdbcUrl + "&reWriteBatchedInserts=true");
        config.setMaximumPoolSize(CONNECTIONS);
        source = new HikariDataSource(config);
    }

    @Override
    public Times run(int first, int count, boolean together, int inFlight, Handler handler) throws Exception {
        StorageProvider storage = new PostgresStorageProvider(source);
        Emptying.execute(source, "TRUNCATE jobrunr_jobs");
        CountDownLatch left = new CountDownLatch(count);
        JobRunrJob.does(handler, left);
        JobRunr.configure()
                .useStorageProvider(storage)
                .useBackgroundJobServer(
                        BackgroundJobServerConfiguration.usingStandardBackgroundJobServerConfiguration()
                                .andWorkerCount(inFlight == 0 ? WORKERS : inFlight)
                                .andPollInterval(POLL),
                        together)
                .initialize();
        try {
            BackgroundJobServer server = JobRunr.getBackgroundJobServer();
            JobScheduler scheduler = new JobScheduler(storage);
            long begun = System.nanoTime();
            scheduler.enqueue(
                    IntStream.range(first, first + count).mapToObj(Items::payload), item -> JobRunrJob.run(item));
            long enqueued = System.nanoTime();
            if (!together) {
                server.start();
            }
            left.await();
            return new Times(begun, enqueued, Emptying.await(source, LEFT));
        } finally {
            JobRunr.destroy();
        }
    }

    @Override
    public long[] paced(int first, int count, double perSecond, Handler handler) {
        throw new UnsupportedOperationException("JobRunr polls for jobs every 5 s or less often");
    }

    @Override
    public void close() {
        source.close();
    }
}
