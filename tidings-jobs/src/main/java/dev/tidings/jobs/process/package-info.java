/**
 * Runtimes as local processes, from a catalogue of commands.
 *
 * <p>Invariants: a runtime has its own session, so that stopping it reaches its children and stopping this server does not
 * reach it; a process is adopted or signalled only if its id and start time match the record; a runtime gets only the
 * environment variables named here or in the catalogue.
 */
@NullMarked
package dev.tidings.jobs.process;

import org.jspecify.annotations.NullMarked;
