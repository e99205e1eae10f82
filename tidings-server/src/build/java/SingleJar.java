import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.zip.Deflater;

/**
 * Writes the server and its libraries to one jar. A JVM that looks for a service opens every jar of its class path and reads its list of
 * files: 170 jars were a tenth of a start. The AOT cache takes no class of a multi-release jar's versions, so that those of this JDK
 * replace the others.
 */
final class SingleJar {
    private static final String VERSIONS = "META-INF/versions/";
    /** Signatures, indexes and module descriptors say nothing about the new jar. */
    private static final Pattern LEFT_OUT =
            Pattern.compile("META-INF/(MANIFEST\\.MF|INDEX\\.LIST|[^/]+\\.(SF|RSA|DSA|EC))|(.*/)?module-info\\.class");
    /** Files that many jars have, and that are read from all of them. */
    private static final Pattern JOINED = Pattern.compile("META-INF/(services/.+|[^/]+\\.versions\\.properties)");

    private record Source(JarFile jar, JarEntry entry) {}

    private SingleJar() {}

    /**
     * @param args the jar with the server's manifest, which names the libraries relative to it; the jar to write
     */
    public static void main(String... args) throws IOException {
        Path server = Path.of(args[0]);
        Manifest manifest;
        List<JarFile> jars = new ArrayList<>();
        try (JarFile jar = new JarFile(server.toFile())) {
            manifest = new Manifest(jar.getManifest());
        }
        jars.add(open(server));
        Object libraries = manifest.getMainAttributes().remove(Attributes.Name.CLASS_PATH);
        for (String library : libraries.toString().split(" ")) {
            jars.add(open(server.resolveSibling(library)));
        }
        write(manifest, sources(jars), Path.of(args[1]));
    }

    private static JarFile open(Path jar) throws IOException {
        return new JarFile(jar.toFile(), false, JarFile.OPEN_READ, Runtime.version());
    }

    /** The first jar of the class path that has a file wins, as it does on a class path. */
    private static Map<String, List<Source>> sources(List<JarFile> jars) {
        Map<String, List<Source>> sources = new LinkedHashMap<>();
        for (JarFile jar : jars) {
            jar.versionedStream()
                    .filter(entry -> !entry.getName().startsWith(VERSIONS))
                    .filter(entry -> !LEFT_OUT.matcher(entry.getName()).matches())
                    .forEach(entry -> {
                        List<Source> same = sources.computeIfAbsent(entry.getName(), name -> new ArrayList<>());
                        if (same.isEmpty() || JOINED.matcher(entry.getName()).matches()) {
                            same.add(new Source(jar, entry));
                        }
                    });
        }
        return sources;
    }

    private static void write(Manifest manifest, Map<String, List<Source>> sources, Path target) throws IOException {
        try (JarOutputStream output =
                new JarOutputStream(new BufferedOutputStream(Files.newOutputStream(target), 1 << 20), manifest)) {
            output.setLevel(Deflater.BEST_SPEED);
            for (Map.Entry<String, List<Source>> file : sources.entrySet()) {
                if (file.getKey().equals("META-INF/")) {
                    continue;
                }
                output.putNextEntry(new JarEntry(file.getKey()));
                for (Source source : file.getValue()) {
                    try (InputStream content = source.jar().getInputStream(source.entry())) {
                        content.transferTo(output);
                    }
                    if (file.getValue().size() > 1) {
                        output.write("\n".getBytes(StandardCharsets.UTF_8));
                    }
                }
                output.closeEntry();
            }
        }
    }
}
