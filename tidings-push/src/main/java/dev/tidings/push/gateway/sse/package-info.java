/**
 * Server-sent events: for browsers, and for whatever can read an answer line by line. Holds no state but the outlets'.
 */
@NullMarked
package dev.tidings.push.gateway.sse;

import org.jspecify.annotations.NullMarked;
