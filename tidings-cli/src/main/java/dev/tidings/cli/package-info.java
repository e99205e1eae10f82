/**
 * The command line: what an operator or developer types.
 *
 * <p>Invariants: a command that works on a server talks REST to it and sees nothing of its insides; what only the process
 * itself can do (start a server, open its store) comes through {@link dev.tidings.cli.Host}, which the composition
 * root implements. Every failure is one clear line and an exit code of {@link dev.tidings.cli.ExitCodes}.
 */
@NullMarked
package dev.tidings.cli;

import org.jspecify.annotations.NullMarked;
