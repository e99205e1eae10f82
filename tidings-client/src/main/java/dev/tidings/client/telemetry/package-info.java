/**
 * Spans and counters for OpenTelemetry. Only who uses it needs the library.
 *
 * <p>Invariants: nothing in here changes what is sent or handled, but for the trace context that goes along.
 */
@NullMarked
package dev.tidings.client.telemetry;

import org.jspecify.annotations.NullMarked;
