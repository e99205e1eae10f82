/**
 * Which addresses Tidings connects to when a user of its API names them.
 *
 * <p>Invariants: what is not publicly routable is refused unless the operator opened it; addresses of cloud metadata
 * services are refused whatever the operator opened; an address that only wraps another one is judged by both.
 */
@NullMarked
package dev.tidings.channels.outbound;

import org.jspecify.annotations.NullMarked;
