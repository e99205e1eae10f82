package dev.tidings.client.outbox;

import dev.tidings.client.submit.Problem;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** The loop that each thread of a relay runs until it is stopped. */
final class RelayLoop implements Runnable {
    private static final long SWEEP_EVERY_NANOS = Duration.ofMinutes(1).toNanos();

    private final RelayPass pass;
    private final RelayOptions options;
    private final Wakeup wakeup;
    private final OutageLog database = new OutageLog("outbox relay cannot use the database");
    private final OutageLog shipping = new OutageLog("outbox relay cannot ship rows");
    private int idle;
    private long nextSweep = System.nanoTime();

    RelayLoop(RelayPass pass, RelayOptions options, Wakeup wakeup) {
        this.pass = pass;
        this.options = options;
        this.wakeup = wakeup;
    }

    @Override
    public void run() {
        while (!wakeup.stopped()) {
            // A shipper may leave the interrupt flag set, which would cut every wait below short.
            boolean unused = Thread.interrupted();
            long seen = wakeup.hints();
            try {
                sweep();
                RelayPass.Result result = pass.run();
                database.over();
                follow(result, seen);
            } catch (SQLException | RuntimeException | Error failure) {
                Duration first = delay(1);
                wakeup.pause(delay(database.failed(String.valueOf(failure.getMessage()), failure, first)));
            }
        }
    }

    private void sweep() throws SQLException {
        if (System.nanoTime() - nextSweep >= 0) {
            int unused = pass.freeStranded();
            nextSweep = System.nanoTime() + SWEEP_EVERY_NANOS;
        }
    }

    private void follow(RelayPass.Result result, long seen) {
        if (result.idle()) {
            idle++;
            wakeup.awaitHint(options.poll().delay(idle, ThreadLocalRandom.current()), seen);
            return;
        }
        idle = 0;
        Problem problem = result.problem();
        if (problem == null) {
            shipping.over();
        } else {
            String why = problem.message() + " [" + problem.code() + "]";
            wakeup.pause(delay(shipping.failed(why, null, delay(1))));
        }
    }

    private Duration delay(int failures) {
        return options.backoff().delay(failures, ThreadLocalRandom.current());
    }
}
