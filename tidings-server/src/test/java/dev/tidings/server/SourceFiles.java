package dev.tidings.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The Java files of this repository, for rules that read sources. */
final class SourceFiles {
    static final Path ROOT = Path.of("..");

    private SourceFiles() {}

    /** The main code of all modules. */
    static List<Path> main() {
        try (Stream<Path> folders = Files.list(ROOT)) {
            return below(folders.map(folder -> folder.resolve("src/main/java")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The main code of one module. */
    static List<Path> main(String module) {
        return below(Stream.of(ROOT.resolve(module).resolve("src/main/java")));
    }

    /** The tests of all modules and the example, and the testkit. */
    static List<Path> tests() throws IOException {
        return below(Stream.concat(
                Stream.concat(Poms.modules().stream(), Stream.of("examples/orders"))
                        .map(module -> ROOT.resolve(module).resolve("src/test")),
                Stream.of(ROOT.resolve("tidings-testkit/src/main"))));
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> below(Stream<Path> folders) {
        return folders.filter(Files::isDirectory)
                .flatMap(SourceFiles::javaFiles)
                .toList();
    }

    private static Stream<Path> javaFiles(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
