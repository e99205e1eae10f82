/**
 * WebSockets: the frames of server-sent events as JSON messages, and messages back. What a client sends is bounded and never
 * trusted; one that asks and does not listen is cut off.
 */
@NullMarked
package dev.tidings.push.gateway.websocket;

import org.jspecify.annotations.NullMarked;
