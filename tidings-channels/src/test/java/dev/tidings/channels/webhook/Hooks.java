package dev.tidings.channels.webhook;

import dev.tidings.channels.outbound.OutboundPolicy;
import dev.tidings.core.channel.ChannelContext;
import dev.tidings.core.channel.Message;
import dev.tidings.core.channel.OutboundGuard;
import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.endpoint.EndpointAuth;
import dev.tidings.core.endpoint.EndpointKey;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.id.NotificationId;
import dev.tidings.core.notification.Content;
import dev.tidings.core.notification.Notification;
import dev.tidings.core.notification.Payload;
import dev.tidings.core.notification.TraceContext;
import dev.tidings.testkit.id.EndpointIds;
import dev.tidings.testkit.id.SigningSecrets;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Test messages, endpoints and contexts. */
final class Hooks {
    static final Instant NOW = Instant.parse("2026-11-21T10:15:30Z");
    static final DeliveryId ID = DeliveryId.of("dlv_01KAJ5Z0000000000000000000");
    static final String SECRET =
            "whsec_" + Base64.getEncoder().encodeToString("0123456789abcdefghijklmn".getBytes(StandardCharsets.UTF_8));
    static final OutboundGuard LOOPBACK = OutboundPolicy.allowing("outbound.allow", List.of("127.0.0.0/8", "::1"));

    private Hooks() {}

    static ChannelContext context(Map<String, Object> settings) {
        return context(settings, LOOPBACK, InstantSource.fixed(NOW));
    }

    static ChannelContext context(Map<String, Object> settings, OutboundGuard guard, InstantSource clock) {
        return new ChannelContext(settings, guard, clock, new SecureRandom(), Path.of("."));
    }

    static Notification notification(@Nullable Content content, @Nullable Payload payload) {
        return new Notification(
                NotificationId.of("ntf_01KAJ5Z0000000000000000000"),
                "default",
                "ci",
                "key-1",
                "build.failed",
                content,
                payload,
                null,
                null,
                "req-1",
                new TraceContext("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "vendor=1"),
                NOW);
    }

    static Notification notification() {
        return notification(null, Payload.of("{\"number\":1.00,\"text\":\"grün\"}"));
    }

    static Endpoint endpoint(String url) {
        return endpoint(url, new EndpointAuth.None(), Map.of(), SECRET);
    }

    static Endpoint endpoint(String url, EndpointAuth auth, Map<String, String> settings, String... secrets) {
        return new Endpoint(
                EndpointIds.of(new EndpointKey("default", "user:42", "webhook")),
                new EndpointKey("default", "user:42", "webhook"),
                url,
                true,
                null,
                null,
                java.util.Arrays.stream(secrets)
                        .map(secret -> SigningSecrets.of(secret))
                        .toList(),
                auth,
                settings,
                null,
                null,
                NOW,
                NOW);
    }

    static Message message(Endpoint endpoint) {
        return message(endpoint, notification());
    }

    static Message message(Endpoint endpoint, Notification notification) {
        return new Message(ID, 1, notification, "user:42", endpoint.address(), endpoint);
    }
}
