package dev.tidings.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidings.cli.rest.ApiClient;
import dev.tidings.core.time.Ticker;
import java.util.List;

/** {@code tidings keys encryption} and {@code tidings keys rotate-encryption}, through a running server. */
public final class SecretKeyRotation {
    private final Screen screen;
    private final Ticker ticker;

    public SecretKeyRotation(Screen screen, Ticker ticker) {
        this.screen = screen;
        this.ticker = ticker;
    }

    public int list(ConnectionOptions remote) {
        try (ApiClient api = remote.open()) {
            JsonNode keys = api.get("/v1/secret-keys").path("keys");
            if (remote.json()) {
                screen.json(keys);
            } else {
                Table table = new Table(
                        Column.whole("ID"),
                        Column.whole("USE"),
                        Column.whole("SECRETS"),
                        Column.whole("NEEDED"),
                        Column.time("SINCE"));
                keys.forEach(key -> table.row(List.of(
                        key.path("id").asText(),
                        use(key),
                        key.path("secrets").asText(),
                        key.path("needed").asBoolean() ? "yes" : "no",
                        key.path("since").asText())));
                screen.table(table);
            }
            return ExitCodes.OK;
        }
    }

    public int run(ConnectionOptions remote) {
        try (ApiClient api = remote.open()) {
            long total = others(api);
            Progress progress = new Progress(screen, ticker);
            long done = 0;
            long failed = 0;
            JsonNode slice;
            ObjectNode body = ApiClient.JSON.createObjectNode();
            do {
                slice = api.post("/v1/secret-keys:reencrypt", body);
                done += slice.path("reencrypted").asLong();
                failed += slice.path("failed").asLong();
                String line = "re-encrypted " + done + " of " + total;
                progress.show(() -> line);
                body.put("after", slice.path("next").asText());
            } while (slice.hasNonNull("next"));
            progress.end();
            return report(remote.json(), done, failed, slice.path("retired"), others(api));
        }
    }

    private int report(boolean json, long done, long failed, JsonNode retired, long left) {
        if (json) {
            ObjectNode all = ApiClient.JSON.createObjectNode();
            all.put("reencrypted", done).put("failed", failed).put("left", left).set("retired", retired);
            screen.json(all);
        } else {
            screen.line("Re-encrypted " + done + " secrets.");
            retired.forEach(id -> screen.line("Key " + id.asText()
                    + " is no longer needed: remove it from store.old_secret_keys on every node."));
        }
        if (failed > 0) {
            screen.note(failed + " secrets cannot be decrypted; see the server's log for their endpoints. Put"
                    + " those endpoints again, or add the missing key to store.old_secret_keys");
        } else if (left > 0) {
            screen.note(left + " secrets were encrypted with an old key during this run, by a node that still uses it"
                    + " as store.secret_key; restart that node with the new key, then run this again");
        }
        return left > 0 ? ExitCodes.FAILED : ExitCodes.OK;
    }

    /** Returns the number of secrets not encrypted with the newest key. */
    private static long others(ApiClient api) {
        long others = 0;
        for (JsonNode key : api.get("/v1/secret-keys").path("keys")) {
            others += key.path("encrypts").asBoolean() ? 0 : key.path("secrets").asLong();
        }
        return others;
    }

    private static String use(JsonNode key) {
        return key.path("encrypts").asBoolean()
                ? "encrypts"
                : key.path("available").asBoolean() ? "decrypts" : "missing";
    }
}
