package dev.tidings.admin.rest;

import dev.tidings.core.store.NotificationSummary;
import dev.tidings.http.export.CsvTable;
import dev.tidings.http.export.CsvTable.Column;
import java.util.List;

/** Notifications as CSV. New columns are added at the right. */
final class NotificationTable {
    static final CsvTable<NotificationSummary> COLUMNS = new CsvTable<>(List.of(
            new Column<>("notification_id", NotificationSummary::id),
            new Column<>("type", NotificationSummary::type),
            new Column<>("producer", NotificationSummary::producer),
            new Column<>("idempotency_key", NotificationSummary::idempotencyKey),
            new Column<>("not_before", NotificationSummary::notBefore),
            new Column<>("expires_at", NotificationSummary::expiresAt),
            new Column<>("dedupe_key", listed -> listed.keys().dedupe()),
            new Column<>("ordering_key", listed -> listed.keys().ordering()),
            new Column<>("ordering_on_dead", listed -> listed.keys().onDead()),
            // A tag has no spaces.
            new Column<>("tags", listed -> String.join(" ", listed.labels().tags())),
            new Column<>("cancel_key", listed -> listed.labels().cancelKey()),
            new Column<>("superseded_by", listed -> listed.labels().supersededBy()),
            new Column<>("request_id", NotificationSummary::requestId),
            new Column<>("accepted_at", NotificationSummary::acceptedAt),
            new Column<>("concurrency_key", listed -> listed.keys().concurrency())));

    private NotificationTable() {}
}
