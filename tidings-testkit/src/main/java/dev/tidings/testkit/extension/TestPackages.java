package dev.tidings.testkit.extension;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Packages that some tests need; {@code script/packages} installs them on Debian, as root. */
public enum TestPackages {
    /** Headless Chromium. */
    BROWSER(false, "/usr/bin/chromium", "/usr/bin/chromedriver"),
    /** Podman, a registry, and all of a container's image; as root, since the tests have a storage of their own. */
    CONTAINERS(
            true, "/usr/bin/podman", "/usr/sbin/runc", "/usr/bin/conmon", "/usr/bin/docker-registry", "/bin/busybox"),
    /** The reverse proxy nginx. */
    PROXY(false, "/usr/sbin/nginx"),
    /** The reverse proxy Caddy. */
    CADDY(false, "/usr/bin/caddy"),
    /** A connection pooler for PostgreSQL. */
    POOLER(false, "/usr/sbin/pgbouncer");

    private final boolean asRoot;

    @SuppressWarnings("ImmutableEnumChecker") // List.of is.
    private final List<String> programs;

    TestPackages(boolean asRoot, String... programs) {
        this.asRoot = asRoot;
        this.programs = List.of(programs);
    }

    /** Checks the machine at each call. */
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
