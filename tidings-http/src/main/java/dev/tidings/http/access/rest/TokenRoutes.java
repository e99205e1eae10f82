package dev.tidings.http.access.rest;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.HttpService;
import dev.tidings.core.intent.IntentLimits;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.TextCheck;
import dev.tidings.core.text.BlankText;
import dev.tidings.http.JsonBody;
import dev.tidings.http.RestResponses;
import dev.tidings.http.access.OwnTokens;
import dev.tidings.http.access.Principal;
import dev.tidings.json.JsonReader;
import dev.tidings.json.JsonWriter;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

/** Serves {@code POST /v1/tokens}: tokens with which browsers and devices subscribe for one recipient. */
public final class TokenRoutes {
    private static final int LONGEST_RECIPIENT = IntentLimits.DEFAULT.recipientChars();
    private static final Duration SHORTEST = Duration.ofSeconds(10);

    private final OwnTokens tokens;
    private final Duration ttl;
    private final Duration longest;

    /**
     * @param ttl the default lifetime of a token
     * @param longest the maximum lifetime
     */
    public TokenRoutes(OwnTokens tokens, Duration ttl, Duration longest) {
        this.tokens = tokens;
        this.ttl = ttl;
        this.longest = longest;
    }

    private record Asked(String recipient, Duration ttl) {}

    public HttpService create() {
        return (ctx, request) -> RestResponses.of(
                request.aggregate().thenCompose(whole -> {
                    Asked asked = read(JsonBody.of(whole));
                    return tokens.sign(Principal.of(ctx).tenant(), asked.recipient(), asked.ttl())
                            .thenApply(signed -> answer(asked, signed));
                }),
                answer -> answer);
    }

    private static HttpResponse answer(Asked asked, OwnTokens.Signed signed) {
        return HttpResponse.of(
                ResponseHeaders.builder(HttpStatus.CREATED)
                        .contentType(MediaType.JSON)
                        .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
                        .build(),
                HttpData.wrap(JsonWriter.object(json -> {
                    json.text("token", signed.text());
                    json.text("recipient", asked.recipient());
                    json.time("expires_at", signed.expiresAt());
                })));
    }

    private Asked read(byte[] body) {
        AtomicReference<String> recipient = new AtomicReference<>("");
        AtomicReference<Duration> holds = new AtomicReference<>(ttl);
        JsonReader.read(body, json -> {
            json.object("recipient, ttl_ms", name -> {
                switch (name) {
                    case "recipient" -> recipient.set(json.text());
                    case "ttl_ms" -> {
                        if (!json.absent()) {
                            holds.set(Duration.ofMillis(json.integer(SHORTEST.toMillis(), longest.toMillis())));
                        }
                    }
                    default -> {
                        return false;
                    }
                }
                return true;
            });
            return true;
        });
        String named = recipient.get();
        if (BlankText.isBlank(named) || named.codePointCount(0, named.length()) > LONGEST_RECIPIENT) {
            throw Problem.invalid(
                            "recipient", named.isEmpty() ? null : named, "1 to " + LONGEST_RECIPIENT + " characters")
                    .exception();
        }
        TextCheck.id("recipient", named);
        return new Asked(named, holds.get());
    }
}
