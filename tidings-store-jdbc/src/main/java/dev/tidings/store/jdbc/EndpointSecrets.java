package dev.tidings.store.jdbc;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.tidings.core.endpoint.EndpointAuth;
import dev.tidings.core.endpoint.EndpointKey;
import dev.tidings.core.endpoint.Secret;
import dev.tidings.core.endpoint.SecretCipher;
import dev.tidings.core.endpoint.SigningSecret;
import dev.tidings.core.endpoint.TypeFilter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Encrypts the secrets of an endpoint as JSON, bound to the endpoint and the column. */
public final class EndpointSecrets {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<Map<String, String>> FIELDS = new TypeReference<>() {};
    private static final TypeReference<List<Map<String, String>>> LIST = new TypeReference<>() {};

    private static final TypeReference<List<String>> TEXTS = new TypeReference<>() {};

    // What nearly every endpoint has; each endpoint in use is read again every second.
    private static final String NO_FIELDS = "{}";
    private static final String NO_TYPES = "[]";

    private static final int MAX_OPENED = 10_000;
    private static final Duration OPENED_AFTER_USE = Duration.ofMinutes(1);

    private final SecretCipher cipher;
    // A ciphertext never opens to anything else, so entries need no invalidation.
    private final Cache<Sealed, Opened> opened = Caffeine.newBuilder()
            .maximumSize(MAX_OPENED)
            .expireAfterAccess(OPENED_AFTER_USE)
            .executor(Runnable::run)
            .build();

    private record Sealed(EndpointKey key, ByteBuffer secrets, ByteBuffer auth) {}

    /** The decrypted columns of an endpoint. */
    public record Opened(List<SigningSecret> secrets, EndpointAuth auth) {}

    public EndpointSecrets(SecretCipher cipher) {
        this.cipher = cipher;
    }

    /** Decrypts both columns of an endpoint; those read recently are not decrypted again. */
    public Opened open(EndpointKey key, byte[] secrets, byte[] auth) {
        return opened.get(
                new Sealed(key, ByteBuffer.wrap(secrets), ByteBuffer.wrap(auth)),
                _ -> new Opened(openSecrets(key, secrets), openAuth(key, auth)));
    }

    public byte[] sealSecrets(EndpointKey key, List<SigningSecret> secrets) {
        List<Map<String, String>> written = new ArrayList<>();
        for (SigningSecret one : secrets) {
            Map<String, String> fields = new LinkedHashMap<>();
            fields.put("id", one.id());
            fields.put("secret", one.secret().reveal());
            fields.put("created_at_ms", millis(one.createdAt()));
            if (one.endsAt() != null) {
                fields.put("ends_at_ms", millis(one.endsAt()));
            }
            written.add(fields);
        }
        return seal(key, "secrets", written);
    }

    private List<SigningSecret> openSecrets(EndpointKey key, byte[] sealed) {
        return open(key, "secrets", sealed, LIST).stream()
                .map(fields -> new SigningSecret(
                        text(fields, "id"),
                        secret(fields, "secret"),
                        time(text(fields, "created_at_ms")),
                        timeOrNull(fields.get("ends_at_ms"))))
                .toList();
    }

    public byte[] sealAuth(EndpointKey key, EndpointAuth auth) {
        return seal(
                key,
                "auth",
                switch (auth) {
                    case EndpointAuth.None none -> Map.of("type", "none");
                    case EndpointAuth.Bearer bearer ->
                        Map.of("type", "bearer", "token", bearer.token().reveal());
                    case EndpointAuth.Basic basic ->
                        Map.of(
                                "type", "basic",
                                "username", basic.username(),
                                "password", basic.password().reveal());
                    case EndpointAuth.Header header ->
                        Map.of(
                                "type",
                                "header",
                                "name",
                                header.name(),
                                "value",
                                header.value().reveal());
                });
    }

    private EndpointAuth openAuth(EndpointKey key, byte[] sealed) {
        Map<String, String> fields = open(key, "auth", sealed, FIELDS);
        String type = Objects.requireNonNullElse(fields.get("type"), "none");
        return switch (type) {
            case "none" -> new EndpointAuth.None();
            case "bearer" -> new EndpointAuth.Bearer(secret(fields, "token"));
            case "basic" -> new EndpointAuth.Basic(text(fields, "username"), secret(fields, "password"));
            case "header" -> new EndpointAuth.Header(text(fields, "name"), secret(fields, "value"));
            default ->
                throw new IllegalStateException(
                        "auth of " + key + " has type '" + type + "'; expected none, bearer, basic or header");
        };
    }

    /** Re-encrypts secrets with the current key. */
    public byte[] resealSecrets(EndpointKey key, byte[] sealed) {
        return reseal(context(key, "secrets"), sealed);
    }

    /** Re-encrypts auth with the current key. */
    public byte[] resealAuth(EndpointKey key, byte[] sealed) {
        return reseal(context(key, "auth"), sealed);
    }

    private byte[] reseal(String context, byte[] sealed) {
        return cipher.encrypt(cipher.decrypt(sealed, context), context);
    }

    public String writeSettings(Map<String, String> settings) {
        try {
            return JSON.writeValueAsString(new TreeMap<>(settings));
        } catch (JsonProcessingException defect) {
            throw new IllegalStateException("settings cannot be written", defect);
        }
    }

    public String writeTypes(TypeFilter types) {
        try {
            return JSON.writeValueAsString(types.patterns());
        } catch (JsonProcessingException defect) {
            throw new IllegalStateException("types cannot be written", defect);
        }
    }

    public TypeFilter readTypes(String json) {
        if (json.equals(NO_TYPES)) {
            return TypeFilter.ALL;
        }
        try {
            return new TypeFilter(JSON.readValue(json, TEXTS));
        } catch (JsonProcessingException damaged) {
            throw new IllegalStateException("types of an endpoint are damaged", damaged);
        }
    }

    public Map<String, String> readSettings(String json) {
        if (json.equals(NO_FIELDS)) {
            return Map.of();
        }
        try {
            return JSON.readValue(json, FIELDS);
        } catch (JsonProcessingException damaged) {
            throw new IllegalStateException("settings of an endpoint are not a JSON object of strings", damaged);
        }
    }

    private byte[] seal(EndpointKey key, String column, Object written) {
        try {
            return cipher.encrypt(JSON.writeValueAsBytes(written), context(key, column));
        } catch (JsonProcessingException defect) {
            throw new IllegalStateException(column + " of " + key + " cannot be written", defect);
        }
    }

    private <T> T open(EndpointKey key, String column, byte[] sealed, TypeReference<T> type) {
        try {
            return JSON.readValue(cipher.decrypt(sealed, context(key, column)), type);
        } catch (IOException damaged) {
            // The cause may quote the secret.
            throw new IllegalStateException(column + " of " + key + " were decrypted but cannot be read");
        }
    }

    /** JSON separates the parts unambiguously. */
    private static String context(EndpointKey key, String column) {
        return JSON.createArrayNode()
                .add("endpoint")
                .add(key.tenant())
                .add(key.recipient())
                .add(key.channel())
                .add(key.name())
                .add(column)
                .toString();
    }

    private static Secret secret(Map<String, String> fields, String name) {
        return new Secret(text(fields, name));
    }

    private static String text(Map<String, String> fields, String name) {
        return Objects.requireNonNull(fields.get(name), name);
    }

    private static String millis(Instant time) {
        return Long.toString(time.toEpochMilli());
    }

    private static Instant time(String ms) {
        return Instant.ofEpochMilli(Long.parseLong(ms));
    }

    private static @Nullable Instant timeOrNull(@Nullable String ms) {
        return ms == null ? null : time(ms);
    }
}
