package dev.tidings.cli;

import picocli.CommandLine.Option;

/** How many results a list shows. */
final class LimitOption {
    @Option(names = "--limit", defaultValue = "50", description = "Maximum number of results (default 50).")
    int limit;
}
