package dev.tidings.server.admin.rest;

import com.linecorp.armeria.server.ServiceRequestContext;
import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.id.NotificationId;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.store.DeliveryFilter;
import dev.tidings.server.admin.Paging;
import dev.tidings.server.http.AcceptedParameters;
import dev.tidings.server.http.QueryParameters;
import dev.tidings.server.json.Times;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The query parameters of listings. */
public final class Query {
    public static final AcceptedParameters PAGING = AcceptedParameters.of("limit", "cursor");
    public static final AcceptedParameters FILTER_AND_PAGING = AcceptedParameters.of(
            "status", "channel", "recipient", "type", "reason", "notification_id", "since", "limit", "cursor");

    private final QueryParameters params;

    private Query(QueryParameters params) {
        this.params = params;
    }

    static Query of(ServiceRequestContext ctx) {
        return new Query(QueryParameters.of(ctx));
    }

    Paging paging() {
        return new Paging(params.text("cursor"), params.number("limit", 1, Paging.MAX_LIMIT, Paging.DEFAULT_LIMIT));
    }

    DeliveryFilter filter(String tenant) {
        String notification = params.text("notification_id");
        String status = params.text("status");
        return new DeliveryFilter(
                tenant,
                status == null ? Set.of() : statuses(Arrays.asList(status.split(",", -1))),
                params.text("channel"),
                params.text("recipient"),
                params.text("type"),
                params.text("reason"),
                notification == null ? null : NotificationId.parse("notification_id", notification),
                since());
    }

    static Set<DeliveryStatus> statuses(List<String> codes) {
        EnumSet<DeliveryStatus> statuses = EnumSet.noneOf(DeliveryStatus.class);
        for (String code : codes) {
            statuses.add(Arrays.stream(DeliveryStatus.values())
                    .filter(status -> status.code().equals(code))
                    .findFirst()
                    .orElseThrow(() -> Problem.invalid("status", "'" + code + "'", "some of " + known())
                            .exception()));
        }
        return statuses;
    }

    private static String known() {
        return Arrays.stream(DeliveryStatus.values()).map(DeliveryStatus::code).collect(Collectors.joining(", "));
    }

    private @Nullable Instant since() {
        String since = params.text("since");
        try {
            return since == null ? null : Times.parse(since);
        } catch (DateTimeException malformed) {
            throw Problem.invalid("since", since, Times.EXPECTED).exception();
        }
    }
}
