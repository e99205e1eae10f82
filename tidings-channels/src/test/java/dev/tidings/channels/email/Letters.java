package dev.tidings.channels.email;

import dev.tidings.core.channel.ChannelContext;
import dev.tidings.core.channel.Message;
import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.endpoint.EndpointAuth;
import dev.tidings.core.endpoint.EndpointKey;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.id.NotificationId;
import dev.tidings.core.notification.Content;
import dev.tidings.core.notification.Notification;
import dev.tidings.core.notification.Payload;
import dev.tidings.core.recipient.RecipientDirectory;
import dev.tidings.testkit.id.EndpointIds;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Test messages and channels. */
final class Letters {
    static final Instant NOW = Instant.parse("2026-11-21T10:15:30Z");
    static final DeliveryId ID = DeliveryId.of("dlv_01KAJ5Z0000000000000000000");

    static final Content CONTENT = new Content("Build 7 failed", "Two tests failed.", null, "https://ci.example/7");

    private Letters() {}

    static EmailChannel channel(int port, Map<String, Object> more) {
        return channel(port, more, RecipientDirectory.NONE);
    }

    static EmailChannel channel(int port, Map<String, Object> more, RecipientDirectory recipients) {
        Map<String, Object> settings = new HashMap<>(
                Map.of("host", "127.0.0.1", "port", port, "security", "none", "from", "Tidings <tidings@example.org>"));
        settings.putAll(more);
        EmailChannel channel = new EmailChannel();
        channel.start(context(settings, recipients));
        return channel;
    }

    static ChannelContext context(Map<String, Object> settings) {
        return context(settings, RecipientDirectory.NONE);
    }

    static ChannelContext context(Map<String, Object> settings, RecipientDirectory recipients) {
        return new ChannelContext(
                settings, address -> false, InstantSource.fixed(NOW), new SecureRandom(), Path.of("."), recipients);
    }

    static Message message(@Nullable Content content, @Nullable Payload payload) {
        return message("build.failed", content, payload);
    }

    static Message message(String type, @Nullable Content content, @Nullable Payload payload) {
        Notification notification = new Notification(
                NotificationId.of("ntf_01KAJ5Z0000000000000000000"),
                "default",
                "ci",
                "key-1",
                type,
                content,
                payload,
                null,
                null,
                null,
                null,
                NOW);
        return new Message(ID, 1, notification, "user:42", "ann@example.com", null);
    }

    /** Creates a message to a reader of a language. */
    static Message message(@Nullable Content content, @Nullable Payload payload, String locale) {
        return toEndpoint(content, payload, Map.of("locale", locale));
    }

    static Message toEndpoint(@Nullable Content content, @Nullable Payload payload, Map<String, String> settings) {
        Message plain = message(content, payload);
        Endpoint endpoint = new Endpoint(
                EndpointIds.of(new EndpointKey("default", plain.recipient(), "email")),
                new EndpointKey("default", plain.recipient(), "email"),
                plain.address(),
                true,
                null,
                null,
                List.of(),
                new EndpointAuth.None(),
                settings,
                null,
                null,
                NOW,
                NOW);
        return new Message(ID, 1, plain.notification(), plain.recipient(), plain.address(), endpoint);
    }

    static Message to(String address) {
        Message plain = message();
        return new Message(ID, 1, plain.notification(), plain.recipient(), address, null);
    }

    static Message message(String locale) {
        return message(CONTENT, null, locale);
    }

    static Message message() {
        return message(CONTENT, null);
    }
}
