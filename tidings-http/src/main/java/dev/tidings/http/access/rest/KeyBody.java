package dev.tidings.http.access.rest;

import dev.tidings.core.access.KeyLimits;
import dev.tidings.core.access.Scope;
import dev.tidings.core.problem.Problem;
import dev.tidings.http.access.TenantKeys;
import dev.tidings.json.JsonReader;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads {@code {name, scopes, from, types, recipients, expires_at, ttl_ms}}: a key to create. */
final class KeyBody {
    private static final String KNOWN = "name, scopes, from, types, recipients, " + KeyExpiry.FIELDS;

    private final KeyExpiry expiry;
    private String name = "";
    private Set<Scope> scopes = Set.of();
    private List<String> from = List.of();
    private List<String> types = List.of();
    private List<String> recipients = List.of();

    private KeyBody(Instant now) {
        this.expiry = new KeyExpiry(now);
    }

    static TenantKeys.NewKey read(byte[] body, Instant now) {
        KeyBody read = new KeyBody(now);
        JsonReader.read(body, json -> {
            json.object(KNOWN, field -> read.field(json, field));
            return true;
        });
        return new TenantKeys.NewKey(
                read.name, read.scopes, new KeyLimits(read.expiry.end(), read.from, read.types, read.recipients));
    }

    private boolean field(JsonReader json, String field) throws IOException {
        switch (field) {
            case "name" -> name = json.text();
            case "scopes" -> scopes = scopes(json);
            case "from" -> from = texts(json);
            case "types" -> types = texts(json);
            case "recipients" -> recipients = texts(json);
            default -> {
                return expiry.read(json, field);
            }
        }
        return true;
    }

    private static List<String> texts(JsonReader json) throws IOException {
        List<String> texts = new ArrayList<>();
        if (!json.absent()) {
            json.array(i -> texts.add(json.text()));
        }
        return texts;
    }

    private static Set<Scope> scopes(JsonReader json) throws IOException {
        EnumSet<Scope> scopes = EnumSet.noneOf(Scope.class);
        json.array(i -> scopes.add(scope(json.path(), json.text())));
        return scopes;
    }

    private static Scope scope(String field, String code) {
        return Arrays.stream(Scope.values())
                .filter(scope -> scope.code().equals(code))
                .findFirst()
                .orElseThrow(() -> Problem.invalid(
                                field,
                                "'" + code + "'",
                                "one of "
                                        + Arrays.stream(Scope.values())
                                                .map(Scope::code)
                                                .collect(Collectors.joining(", ")))
                        .exception());
    }
}
