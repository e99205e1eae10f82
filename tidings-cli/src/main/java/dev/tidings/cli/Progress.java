package dev.tidings.cli;

import dev.tidings.core.time.Ticker;
import java.time.Duration;
import java.util.function.Supplier;

/** A progress line on the terminal; silent elsewhere. */
final class Progress {
    private static final long EVERY = Duration.ofMillis(100).toNanos();

    private final Screen screen;
    private final Ticker ticker;
    private long last;
    private boolean shown;

    Progress(Screen screen, Ticker ticker) {
        this.screen = screen;
        this.ticker = ticker;
    }

    /** Shows a frequent update, unless the last one was too recent. */
    void show(Supplier<String> line) {
        if (!shown || ticker.nanos() - last >= EVERY) {
            showNow(line);
        }
    }

    /** Shows an important update. */
    void showNow(Supplier<String> line) {
        screen.status(line.get());
        last = ticker.nanos();
        shown = true;
    }

    /** Clears the line. */
    void end() {
        if (shown) {
            screen.clearStatus();
        }
    }
}
