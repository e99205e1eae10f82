package dev.tidings.core.intent;

import dev.tidings.core.notification.Audience;
import dev.tidings.core.notification.Content;
import dev.tidings.core.notification.Intent;
import dev.tidings.core.notification.IntentKeys;
import dev.tidings.core.notification.IntentLabels;
import dev.tidings.core.notification.Payload;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Builds intents for tests. */
public record IntentBuilder(
        String producer,
        String key,
        String type,
        Audience audience,
        List<String> channels,
        @Nullable Content content,
        @Nullable Payload payload,
        IntentKeys keys,
        @Nullable Instant notBefore,
        @Nullable Instant expiresAt,
        @Nullable String requestId) {
    public static IntentBuilder to(String... recipients) {
        return new IntentBuilder(
                "shop",
                "order-1",
                "order.shipped",
                new Audience.Recipients(List.of(recipients)),
                List.of(),
                null,
                Payload.of("{}"),
                IntentKeys.NONE,
                null,
                null,
                null);
    }

    public static IntentBuilder toAddresses(String... channelsAndAddresses) {
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
                keys,
                notBefore,
                expiresAt,
                requestId,
                null);
    }

    public IntentBuilder producer(String value) {
        return new IntentBuilder(
                value, key, type, audience, channels, content, payload, keys, notBefore, expiresAt, requestId);
    }

    public IntentBuilder key(String value) {
        return new IntentBuilder(
                producer, value, type, audience, channels, content, payload, keys, notBefore, expiresAt, requestId);
    }

    public IntentBuilder type(String value) {
        return new IntentBuilder(
                producer, key, value, audience, channels, content, payload, keys, notBefore, expiresAt, requestId);
    }

    public IntentBuilder audience(Audience value) {
        return new IntentBuilder(
                producer, key, type, value, channels, content, payload, keys, notBefore, expiresAt, requestId);
    }

    public IntentBuilder channels(String... values) {
        return new IntentBuilder(
                producer,
                key,
                type,
                audience,
                List.of(values),
                content,
                payload,
                keys,
                notBefore,
                expiresAt,
                requestId);
    }

    public IntentBuilder content(Content value) {
        return new IntentBuilder(
                producer, key, type, audience, channels, value, payload, keys, notBefore, expiresAt, requestId);
    }

    public IntentBuilder payload(Payload value) {
        return new IntentBuilder(
                producer, key, type, audience, channels, content, value, keys, notBefore, expiresAt, requestId);
    }

    public IntentBuilder dedupeKey(String value) {
        return new IntentBuilder(
                producer,
                key,
                type,
                audience,
                channels,
                content,
                payload,
                new IntentKeys(value, keys.ordering()),
                notBefore,
                expiresAt,
                requestId);
    }

    public IntentBuilder orderingKey(String value) {
        return new IntentBuilder(
                producer,
                key,
                type,
                audience,
                channels,
                content,
                payload,
                new IntentKeys(keys.dedupe(), value),
                notBefore,
                expiresAt,
                requestId);
    }

    public IntentBuilder concurrencyKey(String value) {
        return new IntentBuilder(
                producer,
                key,
                type,
                audience,
                channels,
                content,
                payload,
                keys.limitedBy(value),
                notBefore,
                expiresAt,
                requestId);
    }

    public IntentBuilder labels(IntentLabels labels) {
        return new IntentBuilder(
                producer,
                key,
                type,
                audience,
                channels,
                content,
                payload,
                keys.labeled(labels),
                notBefore,
                expiresAt,
                requestId);
    }

    public IntentBuilder halting() {
        return new IntentBuilder(
                producer,
                key,
                type,
                audience,
                channels,
                content,
                payload,
                new IntentKeys(keys.dedupe(), keys.ordering(), true),
                notBefore,
                expiresAt,
                requestId);
    }

    public IntentBuilder between(@Nullable Instant from, @Nullable Instant until) {
        return new IntentBuilder(
                producer, key, type, audience, channels, content, payload, keys, from, until, requestId);
    }

    public IntentBuilder requestId(String value) {
        return new IntentBuilder(
                producer, key, type, audience, channels, content, payload, keys, notBefore, expiresAt, value);
    }
}
