package dev.tidings.testkit.simulation;

/** Crashes a process in the middle of a task. */
final class Crash extends Error {
    private static final long serialVersionUID = 1L;

    Crash(Life life) {
        super(life + " crashed", null, false, false);
    }
}
