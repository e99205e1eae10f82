package dev.tidings.server.command;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option for the configuration file. */
final class ConfigFile {
    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            defaultValue = "${env:TIDINGS_CONFIG}",
            description = "Configuration file (default: tidings.yaml in the working directory, if it exists)."
                    + " Environment variables override it: TIDINGS_OUTBOUND_ALLOW sets outbound.allow.")
    @Nullable
    Path file;
}
