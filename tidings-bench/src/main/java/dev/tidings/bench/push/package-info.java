/**
 * Workloads of push: one publisher and many subscribers, compared with nginx and nchan. Subscribers run in their own process,
 * which only reads and counts; both sides use the same one.
 *
 * <p>Invariants: the mark {@code "~} occurs exactly once per message and nowhere else, so that counting marks counts messages on
 * any transport; a round that loses or duplicates a message fails.
 */
@NullMarked
package dev.tidings.bench.push;

import org.jspecify.annotations.NullMarked;
