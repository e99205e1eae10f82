/**
 * Telemetry: metrics, logs, traces and probes, documented in docs/guides/telemetry.md. Counting on a hot path costs one
 * addition; the store is queried outside of it.
 */
@NullMarked
package dev.tidings.server.telemetry;

import org.jspecify.annotations.NullMarked;
