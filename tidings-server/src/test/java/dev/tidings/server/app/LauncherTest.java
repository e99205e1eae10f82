package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.testkit.extension.NeedsServers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@NeedsServers
@EnabledOnOs({OS.LINUX, OS.MAC})
class LauncherTest {
    private static final Path SCRIPT = Path.of("../script/jdk").toAbsolutePath().normalize();

    @TempDir
    Path home;

    private record Ran(int exit, String out, String err) {}

    private Ran jdk(Map<String, String> env) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("/bin/sh", SCRIPT.toString());
        builder.environment().clear();
        builder.environment().put("HOME", home.toString());
        builder.environment().put("PATH", "/usr/bin:/bin");
        builder.environment().put("TIDINGS_JDK_DIR", home.resolve("none").toString());
        builder.environment().putAll(env);
        Path err = home.resolve("err");
        Process process = builder.redirectError(err.toFile()).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ran(process.waitFor(), out, Files.readString(err));
    }

    private Path fakeJdk(String version) throws IOException {
        Path jdk = Files.createDirectories(home.resolve("jdk-" + version));
        Files.createDirectories(jdk.resolve("bin"));
        for (String tool : new String[] {"java", "javac"}) {
            Path file = Files.writeString(jdk.resolve("bin").resolve(tool), "#!/bin/sh\n");
            assertThat(file.toFile().setExecutable(true)).isTrue();
        }
        Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
        return jdk;
    }

    @Test
    void a_jdk_25_in_java_home_is_used() throws IOException, InterruptedException {
        Path jdk = fakeJdk("25.0.3");
        assertThat(jdk(Map.of("JAVA_HOME", jdk.toString()))).isEqualTo(new Ran(0, jdk + "\n", ""));
    }

    @Test
    void without_a_jdk_it_says_where_it_looked_and_what_to_do() throws IOException, InterruptedException {
        Path old = fakeJdk("17.0.9");
        // The script also finds a JDK 25 in the machine's usual folders.
        Ran ran = jdk(Map.of("JAVA_HOME", old.toString()));
        if (ran.exit() == 0) {
            assertThat(Path.of(ran.out().strip())).isDirectory();
            return;
        }
        assertThat(ran.err())
                .contains("Tidings needs a JDK 25")
                .contains("JAVA_HOME: " + old)
                .contains("temurin-25");
    }
}
