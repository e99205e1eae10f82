/**
 * Spans and counters for OpenTelemetry. Requires the OpenTelemetry API.
 *
 * <p>Invariants: changes nothing that is sent or handled, except for the propagated trace context.
 */
@NullMarked
package dev.tidings.client.telemetry;

import org.jspecify.annotations.NullMarked;
