package dev.tidings.jobs.process;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Settings of processes.
 *
 * @param folder the folder of records and logs
 * @param host the address on which runtimes listen
 * @param searchPath the folders for commands without a slash, as in PATH
 * @param readinessKept how long a silent connection must stay open before a runtime counts as ready
 * @param logBytes the size limit of a runtime's log file, of which there are two
 */
public record ProcessSettings(Path folder, String host, String searchPath, Duration readinessKept, int logBytes) {}
