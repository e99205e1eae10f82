package dev.tidings.core.store;

import dev.tidings.core.notification.Notification;

/** Within what a dedupe key tells notifications apart. */
public record DedupeScope(String tenant, String producer, String type) {
    static DedupeScope of(Notification notification) {
        return new DedupeScope(notification.tenant(), notification.producer(), notification.type());
    }
}
