package dev.tidings.server.config;

import java.time.Duration;

/**
 * Bounds of what comes in.
 *
 * @param body bytes a request
 * @param payload bytes an intent
 * @param recipients recipients an intent
 * @param batch intents a batch request
 * @param batchBody bytes a batch request
 */
public record LimitsSection(int body, int payload, int recipients, int batch, int batchBody, Port port) {
    private static final int KIB = 1024;
    private static final int MOST = 64 * KIB * KIB;

    /**
     * Bounds of the port.
     *
     * @param connections in all, as far as the process may have that many descriptors
     * @param reservedConnections further ones, for probes and operators alone
     * @param connectionsPerAddress of one client
     * @param streamsPerConnection requests at a time over one connection of HTTP/2
     * @param bodies bytes of requests that are not answered yet, together
     * @param headTime until a new connection has sent the head of a request
     * @param bodyGrace for a body, whatever has come of it, and between two pieces of it
     * @param bodyRate bytes of a body that have to come each second, on average, beyond this time
     * @param answerTime until a client has read an answer that is ready
     * @param answers bytes of answers that are ready and not read, together
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
                in.integer("batch", 500, 1, 10_000),
                in.bytes("batch_body", 4 * KIB * KIB, KIB, MOST),
                Port.read(in));
    }
}
