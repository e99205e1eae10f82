package dev.tidings.bench.push;

import dev.tidings.bench.measure.PreconditionMissing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Memory and CPU time of a process and its children. */
final class ProcessFigures {
    private ProcessFigures() {}

    /** The proportional set size, in which shared memory counts once. */
    static double kilobytes(ProcessHandle process) throws IOException {
        double sum = 0;
        for (ProcessHandle one : family(process)) {
            Path rollup = Path.of("/proc", String.valueOf(one.pid()), "smaps_rollup");
            if (!Files.isReadable(rollup)) {
                throw new PreconditionMissing("memory is read from " + rollup + ", which is missing");
            }
            for (String line : Files.readAllLines(rollup)) {
                if (line.startsWith("Pss:")) {
                    sum += Double.parseDouble(line.replaceAll("[^0-9]", ""));
                }
            }
        }
        return sum;
    }

    static Duration cpu(ProcessHandle process) {
        return family(process).stream()
                .map(one -> one.info().totalCpuDuration().orElse(Duration.ZERO))
                .reduce(Duration.ZERO, Duration::plus);
    }

    private static List<ProcessHandle> family(ProcessHandle process) {
        return Stream.concat(Stream.of(process), process.descendants()).toList();
    }
}
