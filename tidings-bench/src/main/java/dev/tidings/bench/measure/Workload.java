package dev.tidings.bench.measure;

import java.util.List;

/** A benchmark that measures one claim. */
public interface Workload {
    /** The name on the command line. */
    String name();

    /** A one-line description. */
    String summary();

    /**
     * Runs the workload.
     *
     * @throws PreconditionMissing if a requirement is missing
     */
    List<Measurement> run(WorkloadEnvironment stage) throws Exception;
}
