package dev.tidings.admin.rest;

import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.server.HttpService;
import dev.tidings.admin.SecretKeyService;
import dev.tidings.core.problem.TextCheck;
import dev.tidings.http.JsonBody;
import dev.tidings.http.RestResponses;
import dev.tidings.json.JsonReader;
import org.jspecify.annotations.Nullable;

/** {@code GET /v1/secret-keys} and {@code POST /v1/secret-keys:reencrypt}; never shows the keys themselves. */
public final class SecretKeyRoutes {
    private final SecretKeyService keys;

    public SecretKeyRoutes(SecretKeyService keys) {
        this.keys = keys;
    }

    public HttpService list() {
        return (ctx, request) -> RestResponses.of(
                keys.list(),
                all -> RestResponses.json(
                        HttpStatus.OK,
                        json -> json.objects("keys", all, (out, key) -> {
                            out.text("id", key.id());
                            out.bool("encrypts", key.encrypts());
                            out.bool("available", key.available());
                            out.number("secrets", key.secrets());
                            out.bool("needed", key.needed());
                            out.time("since", key.since());
                        })));
    }

    public HttpService reencrypt() {
        return (ctx, request) -> RestResponses.of(
                request.aggregate().thenCompose(whole -> {
                    Asked asked = whole.content().isEmpty() ? new Asked() : Asked.read(JsonBody.of(whole));
                    return keys.reencrypt(asked.after, asked.limit);
                }),
                done -> RestResponses.json(HttpStatus.OK, json -> {
                    json.number("reencrypted", done.slice().reencrypted());
                    json.number("failed", done.slice().failed());
                    json.text("next", done.slice().next());
                    json.texts("retired", done.retired());
                }));
    }

    private static final class Asked {
        private @Nullable String after;
        private int limit = SecretKeyService.DEFAULT_LIMIT;

        static Asked read(byte[] body) {
            Asked asked = new Asked();
            JsonReader.read(body, json -> {
                json.object("after, limit", name -> {
                    switch (name) {
                        case "after" -> {
                            asked.after = json.optionalText();
                            if (asked.after != null) {
                                TextCheck.atMost("after", asked.after, SecretKeyService.AFTER_CHARS);
                            }
                        }
                        case "limit" ->
                            asked.limit = json.absent()
                                    ? SecretKeyService.DEFAULT_LIMIT
                                    : (int) json.integer(1, SecretKeyService.MOST);
                        default -> {
                            return false;
                        }
                    }
                    return true;
                });
                return true;
            });
            return asked;
        }
    }
}
