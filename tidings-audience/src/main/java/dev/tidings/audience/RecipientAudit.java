package dev.tidings.audience;

import dev.tidings.core.audit.AuditAction;
import dev.tidings.core.audit.AuditChange;
import dev.tidings.core.recipient.RecipientTraits;
import dev.tidings.http.AuditFields;
import dev.tidings.http.AuditedRecipient;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the audit log keeps of a change of a profile: the names of the changed fields, because it outlives an erasure. */
final class RecipientAudit {
    private RecipientAudit() {}

    static AuditChange created(String tenant, String recipient) {
        return AuditChange.of(tenant, AuditAction.RECIPIENT_CREATED, AuditedRecipient.id(tenant, recipient));
    }

    static AuditChange changed(String tenant, String recipient, RecipientTraits before, RecipientTraits after) {
        List<String> fields = new ArrayList<>();
        add(fields, "locale", before.locale(), after.locale());
        add(fields, "time_zone", before.timeZone(), after.timeZone());
        add(fields, "attributes", before.attributes(), after.attributes());
        return new AuditFields()
                .set("changed", fields)
                .of(tenant, AuditAction.RECIPIENT_CHANGED, AuditedRecipient.id(tenant, recipient));
    }

    private static void add(List<String> fields, String name, @Nullable Object before, @Nullable Object after) {
        if (!Objects.equals(before, after)) {
            fields.add(name);
        }
    }
}
