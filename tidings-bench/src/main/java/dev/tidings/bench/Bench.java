package dev.tidings.bench;

import dev.tidings.bench.measure.Machine;
import dev.tidings.bench.measure.Measurement;
import dev.tidings.bench.measure.ResultTable;
import dev.tidings.bench.measure.ResultsFile;
import dev.tidings.bench.measure.Workload;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Runs the named workloads, or all, each in its own JVM, and prints a table of the results. */
public final class Bench {
    /** The folder of results and scratch files, relative to the project. */
    private static final String FOLDER = "target/bench";

    private Bench() {}

    /** Exits with 0 if every workload ran; the table shows whether its goal is met. */
    public static void main(String[] names) throws Exception {
        List<Workload> all = Workloads.all();
        List<String> known = all.stream().map(Workload::name).toList();
        List<String> wanted = new ArrayList<>();
        for (String name : names.length == 0 ? known : Arrays.asList(names)) {
            List<String> meant = Workloads.meant(name, known);
            if (meant.isEmpty()) {
                System.err.println("unknown benchmark '" + name + "'; expected "
                        + known.stream().collect(Collectors.joining(", "))
                        + ", or a common prefix such as cluster");
                System.exit(2);
            }
            wanted.addAll(meant);
        }
        Path folder = Files.createDirectories(Path.of(FOLDER).toAbsolutePath());
        Machine machine = Machine.here(folder);
        System.out.println("Machine: " + machine.line());
        List<Measurement> rows = new ArrayList<>();
        List<String> failed = new ArrayList<>();
        for (Workload workload : all) {
            if (wanted.contains(workload.name())) {
                System.out.println();
                System.out.println(workload.name() + ": " + workload.summary());
                Path file = folder.resolve(workload.name() + ".json");
                Files.deleteIfExists(file);
                Path scratch = Files.createDirectories(folder.resolve("scratch-" + workload.name()));
                if (runInOwnProcess(workload.name(), file, scratch) == 0) {
                    rows.addAll(ResultsFile.rows(file));
                } else {
                    failed.add(workload.name());
                }
            }
        }
        ResultsFile.write(folder.resolve("results.json"), machine, rows);
        System.out.println();
        System.out.print(ResultTable.of(rows));
        System.out.println("Machine: " + machine.line());
        System.out.println("Also in " + FOLDER + "/results.json, with every round.");
        if (!failed.isEmpty()) {
            System.out.println("Failed: " + String.join(", ", failed));
            System.exit(1);
        }
    }

    private static int runInOwnProcess(String name, Path file, Path scratch) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx2g");
        command.add("--enable-native-access=ALL-UNNAMED");
        // Embedded servers keep their data in temporary files, which must be on the measured disk.
        command.add("-Djava.io.tmpdir=" + scratch);
        // For profiling, e.g. TIDINGS_BENCH_JVM="-XX:StartFlightRecording=filename=/tmp/engine.jfr"
        String more = System.getenv("TIDINGS_BENCH_JVM");
        if (more != null && !more.isBlank()) {
            command.addAll(Arrays.asList(more.strip().split("\\s+")));
        }
        command.addAll(List.of(
                "-cp", System.getProperty("java.class.path"), WorkloadMain.class.getName(), name, file.toString()));
        return new ProcessBuilder(command).inheritIO().start().waitFor();
    }
}
