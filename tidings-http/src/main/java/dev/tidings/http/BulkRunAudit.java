package dev.tidings.http;

import dev.tidings.core.audit.AuditAction;
import dev.tidings.core.audit.AuditChange;
import dev.tidings.core.bulk.NewBulkRun;
import org.jspecify.annotations.Nullable;

/** What the audit log keeps of the start of a bulk run. */
public final class BulkRunAudit {
    private BulkRunAudit() {}

    /** @param request a JSON object without secrets and recipients; null to leave it out */
    public static AuditChange started(NewBulkRun run, @Nullable String request) {
        return new AuditFields()
                .set("kind", run.kind())
                .set("matched", run.matched())
                .json("request", request)
                .of(run.tenant(), AuditAction.BULK_RUN_STARTED, run.id());
    }
}
