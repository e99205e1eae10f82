package dev.tidings.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code tidings version}. */
@Command(
        name = "version",
        description = "Shows the version.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = "  tidings version")
final class VersionCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public void run() {
        for (String line : new Version().getVersion()) {
            Screen.of(spec).line(line);
        }
    }
}
