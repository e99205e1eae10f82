package dev.tidings.testkit.extension;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What the machine must have for some tests; {@code script/packages} installs it on Debian, as root. */
public enum TestPackages {
    /** Chromium without a window. */
    BROWSER(false, "/usr/bin/chromium", "/usr/bin/chromedriver"),
    /** Podman, a registry, and all of a container's image; as root, since the tests have a storage of their own. */
    CONTAINERS(
            true, "/usr/bin/podman", "/usr/sbin/runc", "/usr/bin/conmon", "/usr/bin/docker-registry", "/bin/busybox"),
    /** A reverse proxy, and … */
    PROXY(false, "/usr/sbin/nginx"),
    /** … another one. */
    CADDY(false, "/usr/bin/caddy"),
    /** A pooler of connections to PostgreSQL. */
    POOLER(false, "/usr/sbin/pgbouncer");

    private final boolean asRoot;

    @SuppressWarnings("ImmutableEnumChecker") // List.of is.
    private final List<String> programs;

    TestPackages(boolean asRoot, String... programs) {
        this.asRoot = asRoot;
        this.programs = List.of(programs);
    }

    /** Looks, each time it is asked. */
    public List<String> missing() {
        List<String> missing = new ArrayList<>(programs.stream()
                .filter(program -> !Files.isExecutable(Path.of(program)))
                .toList());
        if (asRoot && !"root".equals(System.getProperty("user.name"))) {
            missing.add("root");
        }
        return missing;
    }
}
