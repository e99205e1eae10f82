package dev.tidings.http;

import java.time.Duration;

/**
 * What the port takes at most.
 *
 * @param connections in all
 * @param reservedConnections further ones, for probes and operators alone
 * @param connectionsPerAddress of one client
 * @param streamsPerConnection requests at a time over one connection of HTTP/2
 * @param bodyBytes of requests that are not answered yet, together
 * @param headTime until a new connection has sent the head of a request
 * @param bodyGrace for a body, whatever has come of it, and between two pieces of it
 * @param bodyRate bytes of a body that have to come each second, on average, beyond this time
 * @param answerTime until a client has read an answer that is ready
 * @param answerBytes of answers that are ready and not read, together
 */
public record PortLimits(
        int connections,
        int reservedConnections,
        int connectionsPerAddress,
        int streamsPerConnection,
        long bodyBytes,
        Duration headTime,
        Duration bodyGrace,
        int bodyRate,
        Duration answerTime,
        long answerBytes) {}
