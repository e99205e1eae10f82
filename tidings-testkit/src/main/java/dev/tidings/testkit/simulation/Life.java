package dev.tidings.testkit.simulation;

/** The lifetime of a process. Its remaining tasks are dropped when it ends. */
public final class Life {
    private final String name;
    private boolean ended;

    public Life(String name) {
        this.name = name;
    }

    public boolean ended() {
        return ended;
    }

    /** Ends the process as kill -9 does: between two tasks, or in the middle of one. */
    public void end() {
        ended = true;
    }

    @Override
    public String toString() {
        return name;
    }
}
