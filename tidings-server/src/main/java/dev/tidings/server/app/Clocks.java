package dev.tidings.server.app;

import dev.tidings.core.time.Ticker;
import java.security.SecureRandom;
import java.time.InstantSource;

/** The time and the chance of this machine: where all others get theirs. */
record Clocks(InstantSource clock, Ticker ticker, SecureRandom random) {
    static Clocks system() {
        return new Clocks(InstantSource.system(), System::nanoTime, new SecureRandom());
    }
}
