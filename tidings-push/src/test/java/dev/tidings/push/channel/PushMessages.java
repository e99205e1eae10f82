package dev.tidings.push.channel;

import dev.tidings.core.channel.Message;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.id.NotificationId;
import dev.tidings.core.notification.Content;
import dev.tidings.core.notification.Notification;
import dev.tidings.core.notification.Payload;
import dev.tidings.core.notification.TraceContext;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Messages for the push channel, all to one recipient. */
final class PushMessages {
    static final String RECIPIENT = "user:42";
    static final String TRACE = "0af7651916cd43dd8448eb211c80319c";

    private PushMessages() {}

    static Message message(
            DeliveryId delivery, String type, @Nullable Content content, @Nullable Payload payload, Instant accepted) {
        return new Message(
                delivery,
                1,
                new Notification(
                        NotificationId.of("ntf_00000000000000000000000001"),
                        "default",
                        "shop",
                        "key",
                        type,
                        content,
                        payload,
                        null,
                        null,
                        "req-1",
                        new TraceContext("00-" + TRACE + "-b7ad6b7169203331-01", null),
                        accepted),
                RECIPIENT,
                RECIPIENT,
                null);
    }
}
