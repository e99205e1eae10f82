/**
 * Which addresses Tidings may connect to on behalf of API users.
 *
 * <p>Invariants: addresses that are not publicly routable are refused unless the operator allows them; cloud metadata
 * services are always refused; an address that embeds another is checked for both.
 */
@NullMarked
package dev.tidings.channels.outbound;

import org.jspecify.annotations.NullMarked;
