/**
 * Problems: a stable code, the field, the value and what was expected. Edges translate them into RFC 9457 responses,
 * gRPC statuses or terminal output.
 */
@NullMarked
package dev.tidings.core.problem;

import org.jspecify.annotations.NullMarked;
