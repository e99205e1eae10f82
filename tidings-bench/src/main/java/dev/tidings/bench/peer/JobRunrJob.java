package dev.tidings.bench.peer;

import java.util.concurrent.CountDownLatch;
import org.jobrunr.jobs.annotations.Job;
import org.jspecify.annotations.Nullable;

/** What JobRunr calls: it finds the method by name, so what it is to do stands in a static field. */
public final class JobRunrJob {
    private static volatile @Nullable Work work;

    private record Work(Peer.Handler handler, CountDownLatch left) {}

    private JobRunrJob() {}

    static void does(Peer.Handler handler, CountDownLatch left) {
        work = new Work(handler, left);
    }

    /** Without a name of its own a job would be named by its whole payload. */
    @Job(name = "notify")
    public static void run(String payload) throws Exception {
        Work now = work;
        if (now != null) {
            now.handler().handle(payload);
            now.left().countDown();
        }
    }
}
