package dev.tidings.server.app;

import dev.tidings.core.problem.StartFailure;
import dev.tidings.jobs.driver.Catalogue;
import dev.tidings.jobs.process.ProgramPath;
import dev.tidings.jobs.runtime.DriverStatus;
import dev.tidings.jobs.runtime.RuntimeDriver;
import dev.tidings.server.command.ServerCommandEnvironment.Finding;
import dev.tidings.server.config.Configuration;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Checks that runtimes can be started: the container engine responds, or the catalogue's programs exist. */
final class DriverCheck {
    private static final String WHAT = "runtime";

    private DriverCheck() {}

    /** @param driver {@code process} or {@code docker} */
    static Finding look(String driver, Configuration configuration, Path dataFolder, Clocks clocks) {
        try {
            return driver.equals(ConfiguredDrivers.DOCKER)
                    ? containerEngine(configuration, dataFolder, clocks)
                    : programs(
                            ConfiguredDrivers.catalogue(configuration.runtimes().catalogue()));
        } catch (StartFailure wrong) {
            return Finding.broken(WHAT, String.valueOf(wrong.getMessage()), "see docs/guides/runtimes.md");
        }
    }

    private static Finding containerEngine(Configuration configuration, Path dataFolder, Clocks clocks) {
        try (RuntimeDriver driver =
                ConfiguredDrivers.open(ConfiguredDrivers.DOCKER, configuration, dataFolder, clocks)) {
            DriverStatus status = driver.status();
            return status.available()
                    ? Finding.ok(WHAT, status.detail())
                    : Finding.broken(
                            WHAT,
                            status.detail(),
                            "start Docker or run systemctl start podman.socket, or set runtimes.docker.host or"
                                    + " DOCKER_HOST");
        }
    }

    /** Checks without opening the driver, which would take over from a running server. */
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
                    "no executable program for: " + String.join(", ", missing),
                    "install it, or set its path in runtimes.catalogue");
        }
        int images = catalogue.specs().size();
        return images == 0
                ? Finding.warning(
                        WHAT, "the catalogue is empty, so no job can start an image", "see runtimes.catalogue")
                : Finding.ok(WHAT, "processes; " + images + " images in the catalogue, and their programs exist");
    }

    private static Optional<Path> program(List<String> command) {
        return command.isEmpty()
                ? Optional.empty()
                : ProgramPath.find(command.getFirst(), ConfiguredDrivers.searchPath());
    }
}
