/**
 * Workloads on pushing: one publisher, many subscribers, beside nginx with nchan. Subscribers are a process of their own that
 * does little more than read and count; the same one reads either side.
 *
 * <p>Invariants: every message has the mark {@code "~} once and nothing else that is sent has it, so that counting marks counts
 * messages on any transport; a round that loses or doubles a message fails instead of giving a figure.
 */
@NullMarked
package dev.tidings.bench.push;

import org.jspecify.annotations.NullMarked;
