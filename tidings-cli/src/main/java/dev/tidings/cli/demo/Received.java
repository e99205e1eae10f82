package dev.tidings.cli.demo;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * A webhook that came in.
 *
 * @param time 1 when its id was never seen before, 2 for the first repeat, …
 * @param status what it was answered; 0 before that
 */
public record Received(
        Instant at, String path, String id, String timestamp, String signature, byte[] body, int time, int status) {
    Received answered(int with) {
        return new Received(at, path, id, timestamp, signature, body, time, with);
    }

    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }
}
