package dev.tidings.bench.runtime;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** The time that each step of a round takes. */
final class TimedSteps {
    private final Map<String, Step> steps = new LinkedHashMap<>();

    private static final class Step {
        private long nanos;
        private int calls;
    }

    <T> T time(String step, Callable<T> work) throws Exception {
        long begun = System.nanoTime();
        try {
            return work.call();
        } finally {
            add(step, System.nanoTime() - begun);
        }
    }

    synchronized void add(String step, long nanos) {
        Step timed = steps.computeIfAbsent(step, _ -> new Step());
        timed.nanos += nanos;
        timed.calls++;
    }

    /** Calls and microseconds per job, by step. */
    synchronized String perJob(int jobs) {
        StringBuilder text = new StringBuilder();
        steps.forEach((name, step) -> text.append(String.format(
                Locale.ROOT,
                "%s%s %.2f x, %.0f us",
                text.isEmpty() ? "per job: " : "; ",
                name,
                step.calls / (double) jobs,
                step.nanos / (double) TimeUnit.MICROSECONDS.toNanos(jobs))));
        return text.toString();
    }
}
