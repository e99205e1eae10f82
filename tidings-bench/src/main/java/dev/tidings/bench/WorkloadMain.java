package dev.tidings.bench;

import dev.tidings.bench.measure.Machine;
import dev.tidings.bench.measure.Measurement;
import dev.tidings.bench.measure.PreconditionMissing;
import dev.tidings.bench.measure.ResultsFile;
import dev.tidings.bench.measure.Workload;
import dev.tidings.bench.measure.WorkloadEnvironment;
import dev.tidings.server.telemetry.Logs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Runs one workload in its own process and writes its rows to a file. */
public final class WorkloadMain {
    private WorkloadMain() {}

    /** Arguments: the workload's name and the file for its rows. */
    public static void main(String[] args) throws Exception {
        // The engine in this process would write a line per delivery between the progress, as with log.deliveries: all.
        Logs.apply("warn", false);
        Workload workload = Workloads.all().stream()
                .filter(one -> one.name().equals(args[0]))
                .findFirst()
                .orElseThrow();
        Path file = Path.of(args[1]);
        Path project = Path.of("").toAbsolutePath();
        Path scratch = Files.createDirectories(file.resolveSibling("scratch-" + args[0]));
        int status = 0;
        try {
            List<Measurement> rows = workload.run(new WorkloadEnvironment(args[0], project, scratch));
            ResultsFile.write(file, Machine.here(scratch), rows);
        } catch (PreconditionMissing missing) {
            System.err.println("  [" + args[0] + "] cannot run: " + missing.getMessage());
            status = 1;
        } catch (Exception | Error failure) {
            System.err.println("  [" + args[0] + "] failed:");
            failure.printStackTrace();
            status = 1;
        } finally {
            WorkloadEnvironment.delete(scratch);
        }
        // The rows are written; do not wait for threads of libraries.
        System.exit(status);
    }
}
