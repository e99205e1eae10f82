package dev.tidings.server.cli;

import dev.tidings.core.time.Ticker;
import java.io.Console;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.function.Supplier;

/** One line that changes in place; silent when nobody looks at a terminal. */
final class Progress {
    private static final long EVERY = Duration.ofMillis(100).toNanos();

    private final PrintWriter err;
    private final Ticker ticker;
    private final boolean terminal;
    private long last;
    private boolean shown;

    // JDK 25 went back to answering null where there is no terminal.
    @SuppressWarnings("SystemConsoleNull")
    Progress(PrintWriter err, Ticker ticker) {
        this.err = err;
        this.ticker = ticker;
        Console console = System.console();
        this.terminal = console != null && console.isTerminal();
    }

    void show(Supplier<String> line) {
        long now = ticker.nanos();
        if (terminal && (!shown || now - last >= EVERY)) {
            err.print("\r" + line.get() + " ");
            err.flush();
            last = now;
            shown = true;
        }
    }

    /** Clears the line. */
    void end() {
        if (shown) {
            err.print("\r\u001b[K");
            err.flush();
        }
    }
}
