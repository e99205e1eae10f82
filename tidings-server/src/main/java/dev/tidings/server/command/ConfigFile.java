package dev.tidings.server.command;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that names the configuration. */
final class ConfigFile {
    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            defaultValue = "${env:TIDINGS_CONFIG}",
            description = "The configuration; without it tidings.yaml of this folder, if there is one."
                    + " Variables go before it: outbound.allow is TIDINGS_OUTBOUND_ALLOW.")
    @Nullable
    Path file;
}
