package dev.tidings.bench.push;

import dev.tidings.bench.http.LoadClient;
import dev.tidings.bench.http.RequestTimings;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * One round: messages are published as fast as they are accepted, and each reaches every subscriber.
 *
 * @param perSecond deliveries per second, from the first publish to the last delivery
 * @param lastMillis the time from the first publish to the last delivery
 * @param serverMicros the server's CPU time per delivery
 * @param subscriberMicros the subscribers' CPU time per delivery
 */
record Burst(double perSecond, double lastMillis, double serverMicros, double subscriberMicros) {
    static final int MESSAGES = 100;

    static Burst measure(Broadcaster server, SubscriberLoadProcess load, int subscribers, int first) throws Exception {
        try (LoadClient publisher = new LoadClient(server.publishing(), 1)) {
            load.expect(MESSAGES);
            Duration serverBefore = server.cpu();
            Duration subscribersBefore = load.cpu();
            RequestTimings answers = publisher.closedLoop(first, MESSAGES);
            answers.requireSuccess();
            long nanos = load.awaitAll() - answers.firstDue();
            double deliveries = (double) MESSAGES * subscribers;
            return new Burst(
                    deliveries * TimeUnit.SECONDS.toNanos(1) / nanos,
                    nanos / (double) TimeUnit.MILLISECONDS.toNanos(1),
                    micros(server.cpu().minus(serverBefore)) / deliveries,
                    micros(load.cpu().minus(subscribersBefore)) / deliveries);
        }
    }

    private static double micros(Duration time) {
        return time.toNanos() / (double) TimeUnit.MICROSECONDS.toNanos(1);
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%,10.0f deliveries/s, last after %,7.0f ms (CPU per delivery: server %.1f µs, subscribers %.1f µs)",
                perSecond,
                lastMillis,
                serverMicros,
                subscriberMicros);
    }
}
