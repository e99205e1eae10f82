/**
 * Who may do what: API keys, hashed at rest, and what stands in front of every route. A server without a key in force is
 * open to whoever reaches it and therefore listens on the loopback interface only; then browsers of other origins and
 * names that merely resolve to it are kept out.
 */
@NullMarked
package dev.tidings.server.access;

import org.jspecify.annotations.NullMarked;
