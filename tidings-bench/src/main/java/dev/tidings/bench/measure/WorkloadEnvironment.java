package dev.tidings.bench.measure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * The environment of a workload.
 *
 * @param project the root of the project
 * @param scratch a folder on the measured disk, emptied before and after
 */
public record WorkloadEnvironment(String workload, Path project, Path scratch) {
    /** The environment variable with the number of rounds to measure. */
    public static final String ROUNDS = "TIDINGS_BENCH_ROUNDS";

    /** The environment variable with the largest number of items of a chart, to try it out. */
    public static final String ITEMS = "TIDINGS_BENCH_ITEMS";

    /** Prints a line of progress. */
    public void say(String line) {
        System.out.println("  [" + workload + "] " + line);
    }

    /** The number of rounds to measure: the default, or the value of {@value #ROUNDS}. */
    public static int rounds(int usual) {
        return number(ROUNDS, usual);
    }

    /** The largest number of items of a chart: the default, or the value of {@value #ITEMS}. */
    public static int items(int usual) {
        return number(ITEMS, usual);
    }

    /** The value of an environment variable, or the usual number if it is not set. */
    public static int number(String variable, int usual) {
        String asked = System.getenv(variable);
        return asked == null || asked.isBlank() ? usual : Integer.parseInt(asked.strip());
    }

    /** Creates an empty folder with this name. */
    public Path emptyFolder(String name) {
        Path folder = scratch.resolve(name);
        delete(folder);
        try {
            return Files.createDirectories(folder);
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot make " + folder, failed);
        }
    }

    /** Deletes a folder and its contents. */
    public static void delete(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot empty " + folder, failed);
        }
    }
}
