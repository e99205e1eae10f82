/**
 * What the server tells about itself: metrics, logs, traces, probes. docs/guides/telemetry.md names them. Counting costs
 * a hot path an addition and nothing more; what needs the store is asked for beside it.
 */
@NullMarked
package dev.tidings.server.telemetry;

import org.jspecify.annotations.NullMarked;
