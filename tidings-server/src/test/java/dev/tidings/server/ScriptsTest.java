package dev.tidings.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.testkit.extension.NeedsServers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The shell scripts of this repository. A shell runs a script line by line, so what it cannot parse shows only at the end. */
@NeedsServers
class ScriptsTest {
    @Test
    void every_script_is_parsed_to_its_end() throws Exception {
        List<Path> scripts = scripts();

        assertThat(scripts).hasSizeGreaterThan(5);
        for (Path script : scripts) {
            Process shell = new ProcessBuilder(shell(script), "-n", script.toString())
                    .redirectErrorStream(true)
                    .start();
            String output = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(shell.waitFor()).as(script + ": " + output).isZero();
        }
    }

    private static List<Path> scripts() throws IOException {
        try (Stream<Path> files = Files.list(SourceFiles.ROOT.resolve("script"))) {
            return Stream.concat(
                            files.filter(Files::isRegularFile),
                            Stream.of(SourceFiles.ROOT.resolve("tidings"), SourceFiles.ROOT.resolve(".ci/run")))
                    .filter(file -> SourceFiles.read(file).startsWith("#!"))
                    .toList();
        }
    }

    private static String shell(Path script) {
        return SourceFiles.read(script).lines().findFirst().orElseThrow().endsWith("bash") ? "bash" : "sh";
    }
}
