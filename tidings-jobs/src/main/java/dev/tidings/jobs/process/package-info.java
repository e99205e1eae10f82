/**
 * Runtimes as processes of this machine, from a catalogue of commands.
 *
 * <p>Invariants: an engine has a session of its own, so that what ends it reaches its children and what ends this server
 * does not reach it; a process is only ever adopted or signalled when its id and the time of its start are those that were
 * written down; an engine gets no variable that is not named here or in the catalogue.
 */
@NullMarked
package dev.tidings.jobs.process;

import org.jspecify.annotations.NullMarked;
