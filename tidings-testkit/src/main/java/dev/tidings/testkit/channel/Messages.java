package dev.tidings.testkit.channel;

import dev.tidings.core.channel.Message;
import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.endpoint.EndpointAuth;
import dev.tidings.core.endpoint.EndpointKey;
import dev.tidings.core.endpoint.SigningSecret;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.id.NotificationId;
import dev.tidings.core.notification.Content;
import dev.tidings.core.notification.Notification;
import dev.tidings.core.notification.Payload;
import dev.tidings.core.notification.TraceContext;
import dev.tidings.testkit.id.EndpointIds;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The messages of the contract. */
final class Messages {
    static final Instant NOW = Instant.parse("2026-11-21T10:15:30Z");

    private Messages() {}

    static Message message(int number, int attempt, Endpoint endpoint) {
        Notification notification = new Notification(
                NotificationId.of(NotificationId.PREFIX + body(number)),
                "default",
                "contract",
                "key-" + number,
                "contract.run",
                new Content("Grüße № " + number, "One\r\ntwo: 你好", "Fallback", "https://example.com/" + number),
                Payload.of("{\"number\":" + number + ",\"text\":\"\\u0000<b>&\"}"),
                null,
                null,
                "req-" + number,
                new TraceContext("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", null),
                NOW);
        return new Message(
                DeliveryId.of(DeliveryId.PREFIX + body(number)),
                attempt,
                notification,
                "user:42",
                endpoint.address(),
                endpoint);
    }

    static Endpoint endpoint(String channel, String address, EndpointAuth auth, List<SigningSecret> secrets) {
        return new Endpoint(
                EndpointIds.of(new EndpointKey("default", "user:42", channel)),
                new EndpointKey("default", "user:42", channel),
                address,
                true,
                null,
                null,
                secrets,
                auth,
                Map.of(),
                null,
                null,
                NOW,
                NOW);
    }

    private static String body(int number) {
        return String.format(Locale.ROOT, "%026d", number);
    }
}
