package dev.tidings.core.telemetry;

import dev.tidings.core.job.Operation;

/** Hears what becomes of runtimes on this node. Implementations count and return. */
public interface JobListener {
    /** One that hears nothing. */
    JobListener NONE = new JobListener() {};

    /** This node drives runtimes, or does not any more. */
    default void driving(boolean driving) {}

    /** The end of an operation is durable. */
    default void ended(Operation operation) {}

    /** How many runtimes run, by their records; known where they are driven. */
    default void running(int runtimes) {}
}
