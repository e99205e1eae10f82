package dev.tidings.http;

import java.time.Duration;

/**
 * The limits of the port.
 *
 * @param connections in total
 * @param reservedConnections additional ones for probes and operators only
 * @param connectionsPerAddress per client address
 * @param streamsPerConnection concurrent requests per HTTP/2 connection
 * @param bodyBytes of unanswered requests, in total
 * @param headTime until a new connection has sent a request head
 * @param bodyGrace for a whole body, and between two pieces of it
 * @param bodyRate minimum average bytes per second of a body beyond that time
 * @param answerTime until a client has read a finished response
 * @param answerBytes of finished unread responses, in total
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
