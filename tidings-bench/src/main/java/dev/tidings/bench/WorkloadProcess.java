package dev.tidings.bench;

import dev.tidings.bench.measure.Measurement;
import dev.tidings.bench.measure.ResultsFile;
import dev.tidings.bench.measure.WorkloadEnvironment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Runs one workload in its own JVM, so that none is measured with code that another has warmed up. */
final class WorkloadProcess {
    /** For profiling, e.g. TIDINGS_BENCH_JVM="-XX:StartFlightRecording=filename=/tmp/engine.jfr". */
    private static final String JVM_OPTIONS = "TIDINGS_BENCH_JVM";

    private final String name;
    private final Path folder;
    private final boolean quick;

    /** @param quick measures one round, unless the environment says how many */
    WorkloadProcess(String name, Path folder, boolean quick) {
        this.name = name;
        this.folder = folder;
        this.quick = quick;
    }

    /** Runs it to its end and returns its exit code. */
    int run() throws IOException, InterruptedException {
        Files.deleteIfExists(file());
        Path scratch = Files.createDirectories(folder.resolve("scratch-" + name));
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx2g");
        command.add("--enable-native-access=ALL-UNNAMED");
        // Embedded servers keep their data in temporary files, which must be on the measured disk.
        command.add("-Djava.io.tmpdir=" + scratch);
        String more = System.getenv(JVM_OPTIONS);
        if (more != null && !more.isBlank()) {
            command.addAll(Arrays.asList(more.strip().split("\\s+")));
        }
        command.addAll(List.of(
                "-cp", System.getProperty("java.class.path"), WorkloadMain.class.getName(), name, file().toString()));
        ProcessBuilder process = new ProcessBuilder(command).inheritIO();
        if (quick) {
            process.environment().putIfAbsent(WorkloadEnvironment.ROUNDS, "1");
        }
        return process.start().waitFor();
    }

    /** The rows that it measured. */
    List<Measurement> rows() throws IOException {
        return ResultsFile.rows(file());
    }

    private Path file() {
        return folder.resolve(name + ".json");
    }
}
