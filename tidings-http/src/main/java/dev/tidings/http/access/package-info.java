/**
 * Who may do what: API keys, hashed at rest, and what stands in front of every route. A server without a key in force is
 * open to whoever reaches it and therefore listens on the loopback interface only; then browsers of other origins and
 * names that merely resolve to it are kept out.
 *
 * <p>Subscribers may show a token instead: a JWT, signed here or by whoever is configured, for one recipient's events and
 * nothing else. A token is never shown again, in no answer, log or {@code toString}.
 */
@NullMarked
package dev.tidings.http.access;

import org.jspecify.annotations.NullMarked;
