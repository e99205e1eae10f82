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
        List<String> serve =
                ServerCommand.serve(Main.class, folder.resolve("tidings.yaml")).command();
        assertThat(serve).anyMatch(argument -> argument.startsWith("-XX:AOTCache="));
        List<String> version = new ArrayList<>(serve.subList(0, serve.indexOf("serve")));
        // With this mode the JVM exits instead of ignoring the cache.
        version.add(1, "-XX:AOTMode=on");
        version.add("version");

        File output = folder.resolve("version.log").toFile();
        Process process = new ProcessBuilder(version)
                .redirectErrorStream(true)
                .redirectOutput(output)
                .start();

        assertThat(process.waitFor())
                .as("%s", Files.readString(output.toPath(), StandardCharsets.UTF_8))
                .isZero();
    }
}
