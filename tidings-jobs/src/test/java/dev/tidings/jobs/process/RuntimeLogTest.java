package dev.tidings.jobs.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RuntimeLogTest {
    private static final int BYTES = 4_096;

    @TempDir
    Path folder;

    private static void write(OutputStream runtime, int from, int to) throws IOException {
        for (int i = from; i <= to; i++) {
            runtime.write(("line " + i + "\n").getBytes(StandardCharsets.UTF_8));
        }
    }

    private static List<String> lines(int from, int to) {
        return IntStream.rangeClosed(from, to).mapToObj(i -> "line " + i).toList();
    }

    @Test
    void a_log_over_its_limit_is_rotated_while_the_runtime_keeps_writing() throws IOException {
        RuntimeLog log = RuntimeLog.in(folder, BYTES);
        try (OutputStream runtime = new FileOutputStream(log.file().toFile(), true)) {
            write(runtime, 1, 1_000);
            runtime.write("line 10".getBytes(StandardCharsets.UTF_8));
            log.trim();
            runtime.write("01\n".getBytes(StandardCharsets.UTF_8));
            write(runtime, 1_002, 1_010);
            // Also across the rotation, in the middle of a line.
            assertThat(log.last(20)).isEqualTo(lines(991, 1_010));
            assertThat(log.last(3)).isEqualTo(lines(1_008, 1_010));
            write(runtime, 1_011, 3_000);
            log.trim();
            assertThat(log.last(1)).isEqualTo(lines(3_000, 3_000));
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.mapToLong(file -> file.toFile().length()).sum()).isLessThanOrEqualTo(2 * BYTES);
        }
    }

    @Test
    void a_log_within_its_limit_is_not_rotated_and_a_missing_one_is_empty() throws IOException {
        RuntimeLog log = RuntimeLog.in(folder, BYTES);
        log.trim();
        assertThat(log.last(10)).isEmpty();
        Files.writeString(log.file(), "one\ntwo");
        log.trim();
        assertThat(log.last(10)).containsExactly("one", "two");
        assertThat(log.last(0)).isEmpty();
    }
}
