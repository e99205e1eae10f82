package dev.tidings.bench.server;

import dev.tidings.bench.http.Numbered;

/** The intents of the server's workloads: 300 bytes of JSON, one recipient's webhook, unique keys. */
public final class SubmittedIntents {
    public static final String RECIPIENT = "user:1";
    public static final String PATH = "/v1/intents";
    private static final int BYTES = 300;

    private SubmittedIntents() {}

    /** Requests for {@value #RECIPIENT}. */
    public static Numbered to(int port, String path) {
        return to(port, path, RECIPIENT);
    }

    /** Requests for the given recipient. */
    static Numbered to(int port, String path, String recipient) {
        String body =
                "{\"type\":\"build.finished\",\"producer\":\"bench\",\"idempotency_key\":\"bench-" + Numbered.PLACE
                        + "\",\"audience\":{\"recipients\":[\"" + recipient
                        + "\"]},\"channels\":[\"webhook\"],\"payload\":{\"seq\":\""
                        + Numbered.PLACE + "\",\"note\":\"%s\"}}";
        return Numbered.post(port, path, body.replace("%s", "x".repeat(BYTES - body.length() + 2)));
    }
}
