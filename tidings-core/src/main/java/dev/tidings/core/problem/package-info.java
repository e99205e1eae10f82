/**
 * What went wrong, said so that its reader can mend it: a stable code, the field, the value and what was
 * expected. Edges turn a problem into an RFC 9457 answer, a gRPC status or a line on the terminal; nothing here
 * knows of them.
 */
@NullMarked
package dev.tidings.core.problem;

import org.jspecify.annotations.NullMarked;
