package dev.tidings.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.testkit.extension.NeedsServers;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher starts one jar, which has to find what the server finds in its libraries. */
@NeedsServers
class SingleJarTest {
    private static final Path PROGRAM = SourceFiles.ROOT.resolve("tidings-server/src/build/java/SingleJar.java");

    @TempDir
    Path folder;

    @BeforeEach
    void writes_one_jar() throws Exception {
        jar(
                "server.jar",
                manifest(Attributes.Name.MAIN_CLASS, "a.Main", Attributes.Name.CLASS_PATH, "one.jar two.jar"),
                Map.of("a/Main.class", "main"));
        jar(
                "one.jar",
                manifest(Attributes.Name.MULTI_RELEASE, "true"),
                Map.of(
                        "b/Lock.class", "for Java 8",
                        "META-INF/versions/21/b/Lock.class", "for Java 21",
                        "META-INF/versions/99/b/Lock.class", "for a later Java",
                        "META-INF/services/a.Driver", "b.One",
                        "META-INF/ONE.SF", "a signature",
                        "text", "of the first jar"));
        jar("two.jar", manifest(), Map.of("META-INF/services/a.Driver", "c.Two", "text", "of the second jar"));

        Process program = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        PROGRAM.toString(),
                        folder.resolve("server.jar").toString(),
                        folder.resolve("single.jar").toString())
                .inheritIO()
                .start();
        assertThat(program.waitFor()).isZero();
    }

    @Test
    void it_starts_without_the_libraries() throws IOException {
        try (JarFile jar = new JarFile(folder.resolve("single.jar").toFile())) {
            Attributes attributes = jar.getManifest().getMainAttributes();
            assertThat(attributes.getValue(Attributes.Name.MAIN_CLASS)).isEqualTo("a.Main");
            assertThat(attributes.getValue(Attributes.Name.CLASS_PATH)).isNull();
            assertThat(content(jar, "a/Main.class")).isEqualTo("main");
        }
    }

    @Test
    void it_has_the_classes_for_this_java_and_no_signatures() throws IOException {
        try (JarFile jar = new JarFile(folder.resolve("single.jar").toFile())) {
            assertThat(content(jar, "b/Lock.class")).isEqualTo("for Java 21");
            assertThat(jar.stream().map(JarEntry::getName)).noneMatch(name -> name.startsWith("META-INF/versions/"));
            assertThat(jar.getEntry("META-INF/ONE.SF")).isNull();
        }
    }

    @Test
    void it_has_the_services_of_all_libraries_and_else_what_comes_first() throws IOException {
        try (JarFile jar = new JarFile(folder.resolve("single.jar").toFile())) {
            assertThat(content(jar, "META-INF/services/a.Driver").lines()).containsExactly("b.One", "c.Two");
            assertThat(content(jar, "text")).isEqualTo("of the first jar");
        }
    }

    private static String content(JarFile jar, String name) throws IOException {
        return new String(jar.getInputStream(jar.getEntry(name)).readAllBytes(), StandardCharsets.UTF_8);
    }

    private static Manifest manifest(Object... attributes) {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        for (int at = 0; at < attributes.length; at += 2) {
            manifest.getMainAttributes().put(attributes[at], attributes[at + 1]);
        }
        return manifest;
    }

    private void jar(String name, Manifest manifest, Map<String, String> files) throws IOException {
        try (OutputStream output = Files.newOutputStream(folder.resolve(name));
                JarOutputStream jar = new JarOutputStream(output, manifest)) {
            for (Map.Entry<String, String> file : files.entrySet()) {
                jar.putNextEntry(new JarEntry(file.getKey()));
                jar.write(file.getValue().getBytes(StandardCharsets.UTF_8));
                jar.closeEntry();
            }
        }
    }
}
