package dev.tidings.testkit.extension;

import org.opentest4j.TestAbortedException;

/** Lets a test's abort through where code must catch everything. */
public final class Aborts {
    private Aborts() {}

    /** Throws {@code caught} again if it says that the test is skipped; to be called first in a catch of everything. */
    public static void pass(Throwable caught) {
        if (caught instanceof TestAbortedException skipped) {
            throw skipped;
        }
    }
}
