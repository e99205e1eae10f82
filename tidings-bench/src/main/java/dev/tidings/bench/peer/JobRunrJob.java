package dev.tidings.bench.peer;

import java.util.concurrent.CountDownLatch;
import org.jobrunr.jobs.annotations.Job;
import org.jspecify.annotations.Nullable;

/** The job of JobRunr, which finds the method by name, so its work is in a static field. */
public final class JobRunrJob {
    private static volatile @Nullable Work work;

    private record Work(Peer.Handler handler, CountDownLatch left) {}

    private JobRunrJob() {}

    static void does(Peer.Handler handler, CountDownLatch left) {
        work = new Work(handler, left);
    }

    /** The default name would contain the whole payload. */
    @Job(name = "notify")
    public static void run(String payload) throws Exception {
        Work now = work;
        if (now != null) {
            now.handler().handle(payload);
            now.left().countDown();
        }
    }
}
