package dev.tidings.testkit.extension;

import org.opentest4j.TestAbortedException;

/** Rethrows test aborts in code that must catch everything. */
public final class Aborts {
    private Aborts() {}

    /** Rethrows {@code caught} if it aborts the test; call it first in a catch of everything. */
    public static void pass(Throwable caught) {
        if (caught instanceof TestAbortedException skipped) {
            throw skipped;
        }
    }
}
