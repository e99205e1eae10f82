package dev.tidings.bench.chaos;

import java.io.PrintStream;
import java.util.concurrent.TimeUnit;

/** Prints what happens, with the seconds since the start. */
final class ChaosLog {
    private final PrintStream out;
    private final long begun = System.nanoTime();

    ChaosLog(PrintStream out) {
        this.out = out;
    }

    void say(String what) {
        double seconds = (System.nanoTime() - begun) / (double) TimeUnit.SECONDS.toNanos(1);
        out.printf("%7.1f s  %s%n", seconds, what);
    }
}
