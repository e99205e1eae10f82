package dev.tidings.core.audit;

import dev.tidings.core.notification.Intent;
import org.jspecify.annotations.Nullable;

/**
 * What was changed. Secrets are never part of it, nor what is known about a recipient.
 *
 * @param tenant of the object
 * @param action the code of an {@link AuditAction}, which begins with the kind of the object
 * @param object the id of the object
 * @param before a JSON object with the former values of the changed fields; null if there were none
 * @param after a JSON object with their new values; null if there are none
 * @param cut whether values were left out because they are too long
 */
public record AuditChange(
        String tenant,
        String action,
        String object,
        @Nullable String before,
        @Nullable String after,
        boolean cut) {
    /** A change of what all tenants share, recorded for the tenant of the actor. */
    public static AuditChange ofServer(AuditAction action, String object) {
        AuditOrigin origin = AuditOrigin.current();
        return of(origin == null ? Intent.DEFAULT_TENANT : origin.tenant(), action, object);
    }

    /** A change without values. */
    public static AuditChange of(String tenant, AuditAction action, String object) {
        return new AuditChange(tenant, action.code(), object, null, null, false);
    }
}
