package dev.tidings.core.store;

import dev.tidings.core.notification.Notification;

/** The scope in which a dedupe key is unique. */
public record DedupeScope(String tenant, String producer, String type) {
    static DedupeScope of(Notification notification) {
        return new DedupeScope(notification.tenant(), notification.producer(), notification.type());
    }
}
