package dev.tidings.cli;

import dev.tidings.core.time.Ticker;
import java.time.Duration;
import java.util.function.Supplier;

/** One line that changes in place beside the output; silent when nobody looks at a terminal. */
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

    /** Shows what changes often: now, or not at all. */
    void show(Supplier<String> line) {
        if (!shown || ticker.nanos() - last >= EVERY) {
            tell(line);
        }
    }

    /** Shows what is not to be missed. */
    void tell(Supplier<String> line) {
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
