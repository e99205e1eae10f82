package dev.tidings.server.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The inputs from which a fuzz target starts: seeds, and earlier findings in the folder of its name. */
record FuzzCorpus(String name, List<String> seeds) {
    List<byte[]> inputs() {
        List<byte[]> all = new ArrayList<>();
        seeds.forEach(seed -> all.add(seed.getBytes(StandardCharsets.UTF_8)));
        all.addAll(found());
        return all;
    }

    private List<byte[]> found() {
        Path folder = folder();
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            List<byte[]> all = new ArrayList<>();
            for (Path file : files.sorted().toList()) {
                all.add(Files.readAllBytes(file));
            }
            return all;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    Path folder() {
        return Path.of("src", "test", "resources", "fuzz", name);
    }
}
