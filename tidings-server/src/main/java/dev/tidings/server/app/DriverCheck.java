package dev.tidings.server.app;

import dev.tidings.core.job.DriverStatus;
import dev.tidings.core.job.RuntimeDriver;
import dev.tidings.core.problem.StartFailure;
import dev.tidings.jobs.engine.Catalogue;
import dev.tidings.jobs.process.Commands;
import dev.tidings.server.command.ServerHost.Finding;
import dev.tidings.server.config.Configuration;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Whether runtimes could be started: the container engine answers, the catalogue's programs are there. */
final class DriverCheck {
    private static final String WHAT = "runtime";

    private DriverCheck() {}

    /** @param driver {@code process} or {@code docker} */
    static Finding look(String driver, Configuration configuration, Path dataFolder, Clocks clocks) {
        try {
            return driver.equals(ConfiguredDrivers.DOCKER)
                    ? engine(configuration, dataFolder, clocks)
                    : programs(
                            ConfiguredDrivers.catalogue(configuration.runtimes().catalogue()));
        } catch (StartFailure wrong) {
            return Finding.broken(WHAT, String.valueOf(wrong.getMessage()), "see docs/guides/runtimes.md");
        }
    }

    private static Finding engine(Configuration configuration, Path dataFolder, Clocks clocks) {
        try (RuntimeDriver driver =
                ConfiguredDrivers.open(ConfiguredDrivers.DOCKER, configuration, dataFolder, clocks)) {
            DriverStatus status = driver.status();
            return status.available()
                    ? Finding.ok(WHAT, status.detail())
                    : Finding.broken(
                            WHAT,
                            status.detail(),
                            "start Docker or `systemctl start podman.socket`, or say where it is: runtimes.docker.host,"
                                    + " DOCKER_HOST");
        }
    }

    /** Looks only: to open the driver would be to take over from a server that runs. */
    private static Finding programs(Catalogue catalogue) {
        List<String> missing = catalogue.specs().entrySet().stream()
                .filter(entry -> program(entry.getValue().command()).isEmpty())
                .map(entry -> entry.getKey() + " "
                        + entry.getValue().command().stream().limit(1).toList())
                .sorted()
                .toList();
        if (!missing.isEmpty()) {
            return Finding.broken(
                    WHAT,
                    "no program that can be run: " + String.join(", ", missing),
                    "install it, or give its path in runtimes.catalogue");
        }
        int images = catalogue.specs().size();
        return images == 0
                ? Finding.warning(
                        WHAT, "the catalogue has no image, so no job can start anything", "see runtimes.catalogue")
                : Finding.ok(WHAT, "processes; " + images + " images in the catalogue, and their programs are there");
    }

    private static Optional<Path> program(List<String> command) {
        return command.isEmpty() ? Optional.empty() : Commands.find(command.getFirst(), ConfiguredDrivers.searchPath());
    }
}
