/**
 * The command line for operators and developers.
 *
 * <p>Invariants: commands for a server only use its REST API; what only the process can do (start a server, open its
 * store) comes through {@link dev.tidings.cli.CommandEnvironment}, which the composition root implements. Every failure is one clear
 * line and an exit code of {@link dev.tidings.cli.ExitCodes}.
 */
@NullMarked
package dev.tidings.cli;

import org.jspecify.annotations.NullMarked;
