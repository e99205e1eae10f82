package dev.tidings.server.config;

/**
 * Bounds of what comes in.
 *
 * @param body bytes a request
 * @param payload bytes an intent
 * @param recipients recipients an intent
 * @param batch intents a batch request
 * @param batchBody bytes a batch request
 */
public record LimitsSection(int body, int payload, int recipients, int batch, int batchBody) {
    private static final int KIB = 1024;
    private static final int MOST = 64 * KIB * KIB;

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
                in.bytes("batch_body", 4 * KIB * KIB, KIB, MOST));
    }
}
