/** Clients of every transport for tests, down to the socket, so that they can be killed at any byte and stop reading. */
@NullMarked
package dev.tidings.server.tail;

import org.jspecify.annotations.NullMarked;
