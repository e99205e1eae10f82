package dev.tidings.server.admin.rest;

import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.id.NotificationId;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.ProblemCode;
import dev.tidings.core.store.DeliveryFilter;
import dev.tidings.server.admin.Paging;
import dev.tidings.server.json.Times;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Query parameters. Unknown ones are refused: a filter with a typing error must not match everything. */
final class Query {
    static final List<String> PAGING = List.of("limit", "cursor");
    static final List<String> FILTER_AND_PAGING =
            List.of("status", "channel", "recipient", "type", "reason", "notification_id", "since", "limit", "cursor");

    private final QueryParams params;

    private Query(QueryParams params) {
        this.params = params;
    }

    static Query of(ServiceRequestContext ctx, List<String> known) {
        QueryParams params = ctx.queryParams();
        for (String name : params.names()) {
            if (!known.contains(name)) {
                throw Problem.at(
                                ProblemCode.UNKNOWN_FIELD,
                                name,
                                "not a parameter here",
                                known.isEmpty() ? "none" : "one of " + String.join(", ", known))
                        .exception();
            }
            if (params.getAll(name).size() > 1) {
                throw Problem.invalid(name, "there more than once", "each parameter once")
                        .exception();
            }
        }
        return new Query(params);
    }

    Paging paging() {
        String limit = text("limit");
        return new Paging(text("cursor"), limit == null ? Paging.DEFAULT_LIMIT : limit(limit));
    }

    DeliveryFilter filter(String tenant) {
        String notification = text("notification_id");
        String status = text("status");
        return new DeliveryFilter(
                tenant,
                status == null ? Set.of() : statuses(Arrays.asList(status.split(",", -1))),
                text("channel"),
                text("recipient"),
                text("type"),
                text("reason"),
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
        String since = text("since");
        try {
            return since == null ? null : Times.parse(since);
        } catch (DateTimeException malformed) {
            throw Problem.invalid("since", since, Times.EXPECTED).exception();
        }
    }

    private static int limit(String text) {
        try {
            int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= Paging.MAX_LIMIT) {
                return limit;
            }
        } catch (NumberFormatException notANumber) {
            // The same answer as for a number out of range.
        }
        throw Problem.invalid("limit", text, "a whole number from 1 to " + Paging.MAX_LIMIT)
                .exception();
    }

    private @Nullable String text(String name) {
        String value = params.get(name);
        return value == null || value.isEmpty() ? null : value;
    }
}
