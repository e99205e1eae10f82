package dev.tidings.bench.measure;

import java.util.List;

/** Measures one claim. */
public interface Workload {
    /** Its word on the command line. */
    String name();

    /** What it does, in a line. */
    String summary();

    /**
     * Runs to the end.
     *
     * @throws PreconditionMissing when something that it needs is not there
     */
    List<Row> run(Stage stage) throws Exception;
}
