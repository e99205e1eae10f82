package dev.tidings.admin;

import dev.tidings.core.audit.AuditFilter;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.TextCheck;
import dev.tidings.http.AuditedRecipient;
import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a reader of the audit log asks for; null for any.
 *
 * @param tenant null for the reader's own
 * @param recipient changes of the profile of this recipient; not together with an object
 */
public record AuditCriteria(
        @Nullable String tenant,
        @Nullable String actor,
        @Nullable String action,
        @Nullable String object,
        @Nullable String recipient,
        @Nullable Instant since,
        @Nullable Instant until) {
    private static final Pattern ACTION = Pattern.compile("[a-z_]+\\.([a-z_]+|\\*)");
    private static final int WORD_CHARS = 63;
    private static final int ACTION_CHARS = 64;
    private static final int OBJECT_CHARS = 512;

    public AuditCriteria {
        check("tenant", tenant, WORD_CHARS);
        check("actor", actor, WORD_CHARS);
        check("action", action, ACTION_CHARS);
        check("object", object, OBJECT_CHARS);
        check("recipient", recipient, OBJECT_CHARS);
        if (action != null && !ACTION.matcher(action).matches()) {
            throw Problem.invalid("action", action, "an action such as endpoint.paused, or endpoint.*")
                    .exception();
        }
        if (object != null && recipient != null) {
            throw Problem.invalid("recipient", recipient, "object or recipient, but not both")
                    .exception();
        }
    }

    private static void check(String field, @Nullable String text, int most) {
        if (text != null) {
            TextCheck.atMost(field, text, most);
            TextCheck.id(field, text);
        }
    }

    AuditFilter filter(String own) {
        String owner = tenant == null ? own : tenant;
        return new AuditFilter(
                owner, actor, action, recipient == null ? object : AuditedRecipient.id(owner, recipient), since, until);
    }
}
