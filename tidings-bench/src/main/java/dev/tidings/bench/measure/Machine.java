package dev.tidings.bench.measure;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** The machine on which results were measured. */
public record Machine(int cores, String cpu, String memory, String kernel, String disk, String jdk) {
    public static Machine here(Path measuredFolder) throws IOException {
        FileStore store = Files.getFileStore(measuredFolder);
        return new Machine(
                Runtime.getRuntime().availableProcessors(),
                field(Path.of("/proc/cpuinfo"), "model name", System.getProperty("os.arch", "unknown")),
                field(Path.of("/proc/meminfo"), "MemTotal", "unknown"),
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                store.name() + " (" + store.type() + ")",
                System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"));
    }

    /** Describes the machine in one line. */
    public String line() {
        return String.format(
                Locale.ROOT, "%d cores, %s, %s memory, %s, disk %s, %s", cores, cpu, memory, kernel, disk, jdk);
    }

    private static String field(Path file, String name, String otherwise) throws IOException {
        if (!Files.isReadable(file)) {
            return otherwise;
        }
        for (String line : Files.readAllLines(file)) {
            int colon = line.indexOf(':');
            if (colon > 0 && line.substring(0, colon).strip().equals(name)) {
                return line.substring(colon + 1).strip();
            }
        }
        return otherwise;
    }
}
