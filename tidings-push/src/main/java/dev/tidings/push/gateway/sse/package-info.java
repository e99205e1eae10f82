/** Server-sent events, for browsers and other clients that read a response line by line. */
@NullMarked
package dev.tidings.push.gateway.sse;

import org.jspecify.annotations.NullMarked;
