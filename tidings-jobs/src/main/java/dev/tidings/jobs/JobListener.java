package dev.tidings.jobs;

import dev.tidings.jobs.runtime.Operation;

/** Observes runtimes on this node. Implementations count and return. */
public interface JobListener {
    /** Ignores everything. */
    JobListener NONE = new JobListener() {};

    /** Called when this node starts or stops driving runtimes. */
    default void driving(boolean driving) {}

    /** Called when the end of an operation is durable. */
    default void ended(Operation operation) {}

    /** Called with the number of recorded running runtimes, on the node that drives them. */
    default void running(int runtimes) {}
}
