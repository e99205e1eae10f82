package dev.tidings.http.access.rest;

import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.server.HttpService;
import dev.tidings.core.access.TokenKey;
import dev.tidings.http.JsonBody;
import dev.tidings.http.RestResponses;
import dev.tidings.http.access.TokenKeyRing;
import dev.tidings.json.JsonReader;
import dev.tidings.json.JsonWriter;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

/** Serves {@code GET /v1/token-keys} and {@code POST /v1/token-keys:rotate}; never returns the keys themselves. */
public final class TokenKeyRoutes {
    private final TokenKeyRing keys;
    private final Duration longestTtl;

    /** @param longestTtl the maximum token lifetime, which is also the default overlap of a rotation */
    public TokenKeyRoutes(TokenKeyRing keys, Duration longestTtl) {
        this.keys = keys;
        this.longestTtl = longestTtl;
    }

    public HttpService list() {
        return (ctx, request) -> RestResponses.of(
                keys.keys(),
                all -> RestResponses.json(HttpStatus.OK, json -> json.objects("keys", all, TokenKeyRoutes::write)));
    }

    public HttpService rotate() {
        return (ctx, request) -> RestResponses.of(
                request.aggregate()
                        .thenCompose(whole ->
                                keys.rotate(whole.content().isEmpty() ? longestTtl : overlap(JsonBody.of(whole)))),
                fresh -> RestResponses.json(HttpStatus.CREATED, json -> write(json, fresh)));
    }

    private static void write(JsonWriter out, TokenKey key) throws IOException {
        out.text("id", key.id());
        out.time("created_at", key.createdAt());
        out.time("ends_at", key.endsAt());
    }

    private Duration overlap(byte[] body) {
        AtomicReference<Duration> overlap = new AtomicReference<>(longestTtl);
        JsonReader.read(body, json -> {
            json.object("overlap_ms", name -> {
                if (!name.equals("overlap_ms")) {
                    return false;
                }
                if (!json.absent()) {
                    overlap.set(Duration.ofMillis(json.integer(0, longestTtl.toMillis())));
                }
                return true;
            });
            return true;
        });
        return overlap.get();
    }
}
