package dev.tidings.admin.rest;

import com.linecorp.armeria.server.ServiceRequestContext;
import dev.tidings.admin.FilterJson;
import dev.tidings.admin.Waiting;
import dev.tidings.core.id.EndpointId;
import dev.tidings.core.id.NotificationId;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.store.DeliveryFilter;
import dev.tidings.core.store.NotificationCriteria;
import dev.tidings.http.AcceptedParameters;
import dev.tidings.http.Paging;
import dev.tidings.http.QueryParameters;
import dev.tidings.json.Rfc3339Times;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the query parameters of lists. */
public final class ListParameters {
    private static final AcceptedParameters CRITERIA_OF_NOTIFICATIONS = AcceptedParameters.of(
            "status",
            "channel",
            "recipient",
            "type",
            "reason",
            "endpoint",
            "tag",
            "cancel_key",
            "ordering_key",
            "concurrency_key",
            "producer",
            "idempotency_key",
            "since",
            "until");

    private static final AcceptedParameters CRITERIA_OF_DELIVERIES =
            CRITERIA_OF_NOTIFICATIONS.and("notification_id", "waiting_for");

    public static final AcceptedParameters OF_NOTIFICATIONS = CRITERIA_OF_NOTIFICATIONS.and("limit", "cursor");
    public static final AcceptedParameters OF_DELIVERIES = CRITERIA_OF_DELIVERIES.and("limit", "cursor");

    /** An export is the whole list. */
    public static final AcceptedParameters EXPORT_OF_NOTIFICATIONS =
            CRITERIA_OF_NOTIFICATIONS.and(ExportFormat.PARAMETER);

    public static final AcceptedParameters EXPORT_OF_DELIVERIES = CRITERIA_OF_DELIVERIES.and(ExportFormat.PARAMETER);

    private final QueryParameters params;

    private ListParameters(QueryParameters params) {
        this.params = params;
    }

    static ListParameters of(ServiceRequestContext ctx) {
        return new ListParameters(QueryParameters.of(ctx));
    }

    Paging paging() {
        return Paging.of(params);
    }

    DeliveryFilter filter(String tenant) {
        String notification = params.text("notification_id");
        String endpoint = params.text("endpoint");
        String status = params.text("status");
        return new DeliveryFilter(
                        tenant,
                        status == null ? Set.of() : FilterJson.statuses("status", Arrays.asList(status.split(",", -1))),
                        texts("channel"),
                        params.text("recipient"),
                        params.text("type"),
                        texts("reason"),
                        notification == null ? null : NotificationId.parse("notification_id", notification),
                        time("since"),
                        time("until"))
                .to(endpoint == null ? null : EndpointId.parse("endpoint", endpoint))
                .of(new NotificationCriteria(
                        params.text("tag"),
                        params.text("cancel_key"),
                        params.text("ordering_key"),
                        params.text("concurrency_key"),
                        params.text("producer"),
                        params.text("idempotency_key")));
    }

    Set<Waiting.Reason> waitingFor() {
        String reasons = params.text("waiting_for");
        return reasons == null ? Set.of() : Waiting.Reason.parse("waiting_for", Arrays.asList(reasons.split(",", -1)));
    }

    @Nullable
    Instant time(String name) {
        String time = params.text(name);
        try {
            return time == null ? null : Rfc3339Times.parse(time);
        } catch (DateTimeException malformed) {
            throw Problem.invalid(name, time, Rfc3339Times.EXPECTED).exception();
        }
    }

    /** Reads comma-separated values. */
    private Set<String> texts(String name) {
        String texts = params.text(name);
        return texts == null ? Set.of() : FilterJson.texts(name, Arrays.asList(texts.split(",", -1)));
    }
}
