package dev.tidings.testkit.simulation;

/** The life of one process. What it still had to do when it ended is never done. */
public final class Life {
    private final String name;
    private boolean ended;

    public Life(String name) {
        this.name = name;
    }

    public boolean ended() {
        return ended;
    }

    /** As by kill -9: between two tasks, or in the middle of one. */
    public void end() {
        ended = true;
    }

    @Override
    public String toString() {
        return name;
    }
}
