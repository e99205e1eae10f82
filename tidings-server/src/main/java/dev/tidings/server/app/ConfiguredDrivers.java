package dev.tidings.server.app;

import dev.tidings.core.problem.StartFailure;
import dev.tidings.jobs.docker.DockerDriver;
import dev.tidings.jobs.docker.DockerSettings;
import dev.tidings.jobs.driver.AllowedImages;
import dev.tidings.jobs.driver.Catalogue;
import dev.tidings.jobs.driver.ReadinessCheck;
import dev.tidings.jobs.driver.RuntimeSpec;
import dev.tidings.jobs.process.ProcessDriver;
import dev.tidings.jobs.process.ProcessSettings;
import dev.tidings.jobs.runtime.DriverFailure;
import dev.tidings.jobs.runtime.RuntimeDriver;
import dev.tidings.server.config.Configuration;
import dev.tidings.server.config.DockerSection;
import dev.tidings.server.config.RuntimesSection;
import dev.tidings.server.config.RuntimesSection.CatalogueSection;
import dev.tidings.server.config.RuntimesSection.ReadinessSection;
import dev.tidings.server.config.Sensitive;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Opens runtime drivers as configured. */
final class ConfiguredDrivers {
    static final String PROCESS = "process";
    static final String DOCKER = "docker";

    private static final String FOLDER = "runtimes";
    private static final String USUAL_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    private static final long MIB = 1024L * 1024;

    private ConfiguredDrivers() {}

    /**
     * Opens a driver, which adopts runtimes that it started earlier.
     *
     * @param name {@code process} or {@code docker}
     * @param dataFolder locked by this server
     */
    static RuntimeDriver open(String name, Configuration configuration, Path dataFolder, Clocks clocks) {
        RuntimesSection runtimes = configuration.runtimes();
        Catalogue catalogue = catalogue(runtimes.catalogue());
        return switch (name) {
            case PROCESS ->
                ProcessDriver.open(
                        new ProcessSettings(
                                dataFolder.resolve(FOLDER),
                                runtimes.host(),
                                searchPath(),
                                runtimes.readinessKept(),
                                runtimes.logBytes()),
                        catalogue,
                        clocks.clock(),
                        clocks.ticker(),
                        clocks.random());
            case DOCKER ->
                DockerDriver.open(
                        docker(runtimes, images(configuration), NodeName.of(configuration)),
                        catalogue,
                        clocks.clock(),
                        clocks.ticker());
            default -> throw new StartFailure("jobs.driver: " + name + "; expected " + PROCESS + " or " + DOCKER);
        };
    }

    /** Throws a {@link StartFailure} that names the invalid entry. */
    static Catalogue catalogue(Map<String, CatalogueSection> entries) {
        Map<String, RuntimeSpec> specs = new LinkedHashMap<>();
        entries.forEach((ref, entry) -> specs.put(
                ref,
                new RuntimeSpec(
                        entry.command().stream().map(Sensitive::reveal).toList(),
                        revealed(entry.env()),
                        entry.port(),
                        readiness(entry.readiness()),
                        entry.network())));
        try {
            return new Catalogue(specs);
        } catch (DriverFailure wrong) {
            throw new StartFailure("runtimes.catalogue: " + wrong.getMessage());
        }
    }

    private static Map<String, String> revealed(Map<String, Sensitive> variables) {
        Map<String, String> revealed = new LinkedHashMap<>();
        variables.forEach((name, value) -> revealed.put(name, value.reveal()));
        return revealed;
    }

    /**
     * The images that jobs may use besides the catalogue: the configured ones, or any image if only this
     * machine can submit jobs. Throws a {@link DriverFailure} for an invalid pattern.
     */
    static AllowedImages images(Configuration configuration) {
        DockerSection docker = configuration.runtimes().docker();
        return docker.images().isEmpty() && !othersSubmitJobs(configuration)
                ? AllowedImages.any(docker.requireDigest())
                : AllowedImages.of(docker.images(), docker.requireDigest());
    }

    /** Whether other machines can reach the server or the Redis with the job streams. */
    static boolean othersSubmitJobs(Configuration configuration) {
        return !configuration.server().loopback()
                || !configuration.server().proxies().trusted().isEmpty()
                || !configuration.redis().loopback();
    }

    /** The folders for commands without a slash. */
    static String searchPath() {
        String path = System.getenv("PATH");
        return path == null || path.isBlank() ? USUAL_PATH : path;
    }

    private static DockerSettings docker(RuntimesSection runtimes, AllowedImages images, String node) {
        DockerSection docker = runtimes.docker();
        return new DockerSettings(
                docker.host().reveal(),
                docker.prefix(),
                node,
                runtimes.host(),
                DockerSettings.Pull.valueOf(docker.pull().toUpperCase(Locale.ROOT)),
                docker.network(),
                images,
                docker.port(),
                docker.user(),
                docker.memoryMib() * MIB,
                docker.cpus(),
                docker.pids(),
                docker.tmpMib(),
                readiness(runtimes.readiness()),
                runtimes.readinessKept(),
                runtimes.logBytes(),
                docker.callTimeout());
    }

    private static ReadinessCheck readiness(ReadinessSection section) {
        return section.probe().equals(ReadinessSection.HTTP)
                ? new ReadinessCheck.Http(section.path())
                : new ReadinessCheck.Tcp();
    }
}
