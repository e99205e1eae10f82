package dev.tidings.core.intent;

import dev.tidings.core.notification.Audience;
import dev.tidings.core.notification.Content;
import dev.tidings.core.notification.Intent;
import dev.tidings.core.notification.Payload;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Builds intents for tests. */
public record Intents(
        String producer,
        String key,
        String type,
        Audience audience,
        List<String> channels,
        @Nullable Content content,
        @Nullable Payload payload,
        @Nullable String dedupeKey,
        @Nullable Instant notBefore,
        @Nullable Instant expiresAt,
        @Nullable String requestId) {
    public static Intents to(String... recipients) {
        return new Intents(
                "shop",
                "order-1",
                "order.shipped",
                new Audience.Recipients(List.of(recipients)),
                List.of(),
                null,
                Payload.of("{}"),
                null,
                null,
                null,
                null);
    }

    public static Intents toAddresses(String... channelsAndAddresses) {
        var addresses = Stream.iterate(0, i -> i < channelsAndAddresses.length, i -> i + 2)
                .map(i -> new Audience.Address(channelsAndAddresses[i], channelsAndAddresses[i + 1]))
                .toList();
        return to().audience(new Audience.Addresses(addresses));
    }

    public Intent intent() {
        return new Intent(
                Intent.DEFAULT_TENANT,
                producer,
                key,
                type,
                audience,
                channels,
                content,
                payload,
                dedupeKey,
                notBefore,
                expiresAt,
                requestId,
                null);
    }

    public Intents producer(String value) {
        return new Intents(
                value, key, type, audience, channels, content, payload, dedupeKey, notBefore, expiresAt, requestId);
    }

    public Intents key(String value) {
        return new Intents(
                producer, value, type, audience, channels, content, payload, dedupeKey, notBefore, expiresAt,
                requestId);
    }

    public Intents type(String value) {
        return new Intents(
                producer, key, value, audience, channels, content, payload, dedupeKey, notBefore, expiresAt, requestId);
    }

    public Intents audience(Audience value) {
        return new Intents(
                producer, key, type, value, channels, content, payload, dedupeKey, notBefore, expiresAt, requestId);
    }

    public Intents channels(String... values) {
        return new Intents(
                producer,
                key,
                type,
                audience,
                List.of(values),
                content,
                payload,
                dedupeKey,
                notBefore,
                expiresAt,
                requestId);
    }

    public Intents content(Content value) {
        return new Intents(
                producer, key, type, audience, channels, value, payload, dedupeKey, notBefore, expiresAt, requestId);
    }

    public Intents payload(Payload value) {
        return new Intents(
                producer, key, type, audience, channels, content, value, dedupeKey, notBefore, expiresAt, requestId);
    }

    public Intents dedupeKey(String value) {
        return new Intents(
                producer, key, type, audience, channels, content, payload, value, notBefore, expiresAt, requestId);
    }

    public Intents between(@Nullable Instant from, @Nullable Instant until) {
        return new Intents(
                producer, key, type, audience, channels, content, payload, dedupeKey, from, until, requestId);
    }

    public Intents requestId(String value) {
        return new Intents(
                producer, key, type, audience, channels, content, payload, dedupeKey, notBefore, expiresAt, value);
    }
}
