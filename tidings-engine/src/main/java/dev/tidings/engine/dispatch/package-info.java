/**
 * Drives every delivery to its end: one lane per channel, one virtual thread per send, one completion per lease.
 *
 * <p>Invariants: a lane never exceeds its concurrency and never leases more than it has permits for; a leased delivery
 * ends in exactly one completion, or its lease lapses; no channel can stop a lane; writer threads never wait for a
 * send, and a send never waits for a commit.
 */
@NullMarked
package dev.tidings.engine.dispatch;

import org.jspecify.annotations.NullMarked;
