package dev.tidings.core.audit;

/** What was done. The codes are stable: the kind of the object, a dot, and the verb. */
public enum AuditAction {
    ENDPOINT_CREATED("endpoint.created"),
    ENDPOINT_CHANGED("endpoint.changed"),
    ENDPOINT_DELETED("endpoint.deleted"),
    ENDPOINT_PAUSED("endpoint.paused"),
    ENDPOINT_RESUMED("endpoint.resumed"),
    ENDPOINT_UNBLOCKED("endpoint.unblocked"),
    ENDPOINT_TESTED("endpoint.tested"),
    ENDPOINT_SECRET_ROTATED("endpoint.secret_rotated"),
    ENDPOINT_SECRET_RETIRED("endpoint.secret_retired"),
    DELIVERY_REPLAYED("delivery.replayed"),
    DELIVERY_RETRIED("delivery.retried"),
    DELIVERY_RELEASED("delivery.released"),
    DELIVERY_CANCELED("delivery.canceled"),
    NOTIFICATION_EXPANSION_CANCELED("notification.expansion_canceled"),
    BULK_RUN_STARTED("bulk_run.started"),
    BULK_RUN_CANCELED("bulk_run.canceled"),
    PROVIDER_UNBLOCKED("provider.unblocked"),
    KEY_CREATED("key.created"),
    KEY_REVOKED("key.revoked"),
    KEY_EXPIRY_SET("key.expiry_set"),
    SECRET_KEY_REENCRYPTED("secret_key.reencrypted"),
    TOKEN_KEY_ROTATED("token_key.rotated"),
    TYPE_CREATED("type.created"),
    TYPE_CHANGED("type.changed"),
    TYPE_DELETED("type.deleted"),
    RECIPIENT_CREATED("recipient.created"),
    RECIPIENT_CHANGED("recipient.changed"),
    TOPIC_PUT("topic.put"),
    TOPIC_DELETED("topic.deleted"),
    TOPIC_SUBSCRIBERS_ADDED("topic.subscribers_added"),
    TOPIC_SUBSCRIBERS_REMOVED("topic.subscribers_removed"),
    TENANT_CREATED("tenant.created"),
    TENANT_CHANGED("tenant.changed"),
    TENANT_SUSPENDED("tenant.suspended"),
    TENANT_RESUMED("tenant.resumed"),
    TENANT_DELETION_STARTED("tenant.deletion_started"),
    RUNTIME_STARTED("runtime.started"),
    RUNTIME_STOPPED("runtime.stopped");

    private final String code;

    AuditAction(String code) {
        this.code = code;
    }

    public String code() {
        return code;
    }
}
