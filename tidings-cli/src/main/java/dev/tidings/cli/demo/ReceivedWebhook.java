package dev.tidings.cli.demo;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * A received webhook.
 *
 * @param time 1 for a new id, 2 for the first repeat, …
 * @param status the response status; 0 before the response
 */
public record ReceivedWebhook(
        Instant at, String path, String id, String timestamp, String signature, byte[] body, int time, int status) {
    ReceivedWebhook answered(int with) {
        return new ReceivedWebhook(at, path, id, timestamp, signature, body, time, with);
    }

    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }
}
