package dev.tidings.jobs.process;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How processes are run.
 *
 * @param folder of what is known of them, and their logs
 * @param host the address at which engines listen
 * @param searchPath where commands are looked for that are named without a folder, as in PATH
 * @param readinessKept how long a silent connection has to stay open before an engine counts as ready
 * @param logBytes of an engine's log, and once more that
 */
public record ProcessSettings(Path folder, String host, String searchPath, Duration readinessKept, int logBytes) {}
