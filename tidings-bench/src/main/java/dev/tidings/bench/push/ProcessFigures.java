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

    /** The resident set ({@code VmRSS}). */
    static double kilobytes(ProcessHandle process) throws IOException {
        double sum = 0;
        for (ProcessHandle one : family(process)) {
            Path status = Path.of("/proc", String.valueOf(one.pid()), "status");
            if (!Files.isReadable(status)) {
                throw new PreconditionMissing("memory is read from " + status + ", which is missing");
            }
            for (String line : Files.readAllLines(status)) {
                if (line.startsWith("VmRSS:")) {
                    sum += Double.parseDouble(line.replaceAll("[^0-9]", ""));
                }
            }
        }
        return sum;
    }

    /** The kernel's count of TCP sockets and their pages of memory, of all processes. */
    static String sockets() throws IOException {
        return Files.readAllLines(Path.of("/proc/net/sockstat")).stream()
                .filter(line -> line.startsWith("TCP:"))
                .findFirst()
                .orElse("unknown");
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
