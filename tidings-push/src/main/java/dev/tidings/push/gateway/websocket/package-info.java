/**
 * WebSockets: the frames of server-sent events as JSON messages, and acknowledgements from clients. Client input is
 * bounded and validated; a client that sends but does not read is disconnected.
 */
@NullMarked
package dev.tidings.push.gateway.websocket;

import org.jspecify.annotations.NullMarked;
