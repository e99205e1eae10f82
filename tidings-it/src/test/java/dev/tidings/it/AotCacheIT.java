package dev.tidings.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.server.app.Main;
import dev.tidings.testkit.extension.NeedsServers;
import dev.tidings.testkit.server.ServerCommand;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** A JVM ignores an AOT cache that does not fit its flags, so that every start would silently take twice the processor time. */
@NeedsServers
@EnabledIfSystemProperty(named = "tidings.packaged", matches = ".+", disabledReason = "there is no packaged server")
class AotCacheIT {
    @TempDir
    Path folder;

    @Test
    void the_cache_of_the_build_fits_the_flags_of_tests() throws Exception {
        // With this mode the JVM exits instead of ignoring the cache.
        version("-XX:AOTMode=on");
    }

    @Test
    void the_cache_has_the_classes_of_the_command_line() throws Exception {
        assertThat(version("-Xlog:class+load").lines().filter(line -> line.contains(" picocli.CommandLine source:")))
                .singleElement()
                .asString()
                .endsWith("source: shared objects file");
    }

    /** Runs {@code version} as tests run {@code serve}, and returns what it printed. */
    private String version(String flag) throws Exception {
        List<String> serve =
                ServerCommand.serve(Main.class, folder.resolve("tidings.yaml")).command();
        assertThat(serve).anyMatch(argument -> argument.startsWith("-XX:AOTCache="));
        List<String> version = new ArrayList<>(serve.subList(0, serve.indexOf("serve")));
        version.add(1, flag);
        version.add("version");

        File output = folder.resolve("version.log").toFile();
        Process process = new ProcessBuilder(version)
                .redirectErrorStream(true)
                .redirectOutput(output)
                .start();
        int exit = process.waitFor();
        String printed = Files.readString(output.toPath(), StandardCharsets.UTF_8);
        assertThat(exit).as("%s", printed).isZero();
        return printed;
    }
}
