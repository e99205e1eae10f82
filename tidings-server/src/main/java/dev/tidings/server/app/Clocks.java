package dev.tidings.server.app;

import dev.tidings.core.time.Ticker;
import java.security.SecureRandom;
import java.time.InstantSource;

/** This machine's clocks and randomness, the only source of both. */
record Clocks(InstantSource clock, Ticker ticker, SecureRandom random) {
    static Clocks system() {
        return new Clocks(InstantSource.system(), System::nanoTime, new SecureRandom());
    }
}
