package dev.tidings.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidings.cli.rest.ApiClient;
import java.util.List;

/** {@code tidings keys tokens} and {@code tidings keys rotate-tokens}, through a running server. */
public final class TokenKeyRotation {
    private final Screen screen;

    public TokenKeyRotation(Screen screen) {
        this.screen = screen;
    }

    public int list(ConnectionOptions remote) {
        try (ApiClient api = remote.open()) {
            JsonNode keys = api.get("/v1/token-keys").path("keys");
            if (remote.json()) {
                screen.json(keys);
            } else {
                Table table =
                        new Table(Column.whole("ID"), Column.whole("USE"), Column.time("CREATED"), Column.time("ENDS"));
                keys.forEach(key -> table.row(List.of(
                        key.path("id").asText(),
                        key.hasNonNull("ends_at") ? "verifies" : "signs",
                        key.path("created_at").asText(),
                        key.path("ends_at").asText("-"))));
                screen.table(table);
            }
            return ExitCodes.OK;
        }
    }

    /** @param now whether previous keys end at once */
    public int run(ConnectionOptions remote, boolean now) {
        try (ApiClient api = remote.open()) {
            ObjectNode body = now ? ApiClient.JSON.createObjectNode().put("overlap_ms", 0) : null;
            JsonNode key = api.post("/v1/token-keys:rotate", body);
            if (remote.json()) {
                screen.json(key);
            } else {
                screen.line("Key " + key.path("id").asText() + " now signs tokens."
                        + (now
                                ? " All earlier tokens are revoked."
                                : " Earlier tokens stay valid until they expire (access.max_token_ttl)."));
            }
            return ExitCodes.OK;
        }
    }
}
