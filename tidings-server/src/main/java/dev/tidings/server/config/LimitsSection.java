package dev.tidings.server.config;

import java.time.Duration;

/**
 * Limits of requests.
 *
 * @param body the maximum size of a request, in bytes
 * @param payload the maximum size of an intent's payload, in bytes
 * @param recipients the maximum number of recipients per intent
 * @param endpointsPerRecipient the maximum number of endpoints of a recipient on one channel
 * @param subscribersPerTopic the maximum number of subscribers of a topic
 * @param batch the maximum number of intents per batch request
 * @param batchBody the maximum size of a batch request, in bytes
 */
public record LimitsSection(
        int body,
        int payload,
        int recipients,
        int endpointsPerRecipient,
        int subscribersPerTopic,
        int batch,
        int batchBody,
        Port port) {
    private static final int KIB = 1024;
    private static final int MOST = 64 * KIB * KIB;

    /**
     * Limits of the server port.
     *
     * @param connections the maximum number of connections, if the process may have as many descriptors
     * @param reservedConnections further connections for probes and operators
     * @param connectionsPerAddress the maximum number of connections per client address
     * @param streamsPerConnection the maximum number of concurrent requests per HTTP/2 connection
     * @param bodies the maximum total size of unanswered requests, in bytes
     * @param headTime how long a new connection may take to send a request head
     * @param bodyGrace the time for a body regardless of its size, and the maximum time between two parts of it
     * @param bodyRate the minimum average rate of a body after that time, in bytes per second
     * @param answerTime how long a client may take to read a response
     * @param answers the maximum total size of unread responses, in bytes
     */
    public record Port(
            int connections,
            int reservedConnections,
            int connectionsPerAddress,
            int streamsPerConnection,
            int bodies,
            Duration headTime,
            Duration bodyGrace,
            int bodyRate,
            Duration answerTime,
            int answers) {
        static Port read(Section in) {
            return new Port(
                    in.integer("connections", 60_000, 1, 10_000_000),
                    in.integer("reserved_connections", 64, 0, 10_000),
                    in.integer("connections_per_address", 2_000, 1, 10_000_000),
                    in.integer("streams_per_connection", 1_000, 1, 1_000_000),
                    in.bytes("bodies", 2 * MOST, KIB, 16 * MOST),
                    in.duration("head_time", Duration.ofSeconds(10), Duration.ofMillis(100), Duration.ofMinutes(5)),
                    in.duration("body_grace", Duration.ofSeconds(10), Duration.ofMillis(100), Duration.ofMinutes(5)),
                    in.bytes("body_rate", KIB, 1, MOST),
                    in.duration("answer_time", Duration.ofMinutes(1), Duration.ofMillis(100), Duration.ofHours(1)),
                    in.bytes("answers", MOST, KIB * KIB, 16 * MOST));
        }
    }

    static LimitsSection read(Section in) {
        int body = in.bytes("body", 256 * KIB, KIB, MOST);
        int payload = in.bytes("payload", 128 * KIB, 1, MOST);
        if (payload > body) {
            in.error("payload", payload + " bytes", "at most limits.body, which is " + body);
        }
        return new LimitsSection(
                body,
                payload,
                in.integer("recipients", 10_000, 1, 1_000_000),
                in.integer("endpoints_per_recipient", 50, 1, 10_000),
                in.integer("subscribers_per_topic", 10_000_000, 1, 1_000_000_000),
                in.integer("batch", 500, 1, 10_000),
                in.bytes("batch_body", 4 * KIB * KIB, KIB, MOST),
                Port.read(in));
    }
}
