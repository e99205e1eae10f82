package dev.tidings.admin;

import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.id.EndpointId;
import dev.tidings.core.id.NotificationId;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.store.DeliveryFilter;
import dev.tidings.core.store.NotificationCriteria;
import dev.tidings.json.JsonReader;
import dev.tidings.json.JsonWriter;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads and writes filters of deliveries, in requests and in stored bulk runs. */
public final class FilterJson {
    private static final String KNOWN =
            "status, channel, recipient, type, reason, notification_id, endpoint, tag, cancel_key, ordering_key,"
                    + " concurrency_key, producer, idempotency_key, since, until";

    private Set<DeliveryStatus> statuses = Set.of();
    private Set<String> channels = Set.of();
    private @Nullable String recipient;
    private @Nullable String type;
    private Set<String> reasons = Set.of();
    private @Nullable NotificationId notificationId;
    private @Nullable EndpointId endpoint;
    private @Nullable String tag;
    private @Nullable String cancelKey;
    private @Nullable String orderingKey;
    private @Nullable String concurrencyKey;
    private @Nullable String producer;
    private @Nullable String idempotencyKey;
    private @Nullable Instant since;
    private @Nullable Instant until;

    private FilterJson() {}

    public static void write(JsonWriter json, DeliveryFilter filter) throws IOException {
        if (!filter.statuses().isEmpty()) {
            json.texts(
                    "status",
                    filter.statuses().stream()
                            .map(DeliveryStatus::code)
                            .sorted()
                            .toList());
        }
        if (!filter.channels().isEmpty()) {
            json.texts("channel", filter.channels().stream().sorted().toList());
        }
        json.text("recipient", filter.recipient());
        json.text("type", filter.type());
        if (!filter.reasons().isEmpty()) {
            json.texts("reason", filter.reasons().stream().sorted().toList());
        }
        if (filter.notificationId() != null) {
            json.text("notification_id", filter.notificationId().value());
        }
        if (filter.endpoint() != null) {
            json.text("endpoint", filter.endpoint().id().value());
        }
        NotificationCriteria criteria = filter.notifications();
        json.text("tag", criteria.tag());
        json.text("cancel_key", criteria.cancelKey());
        json.text("ordering_key", criteria.orderingKey());
        json.text("concurrency_key", criteria.concurrencyKey());
        json.text("producer", criteria.producer());
        json.text("idempotency_key", criteria.idempotencyKey());
        json.time("since", filter.since());
        json.time("until", filter.until());
    }

    public static DeliveryFilter read(JsonReader json, String tenant) throws IOException {
        return new FilterJson().object(json, tenant);
    }

    private DeliveryFilter object(JsonReader json, String tenant) throws IOException {
        json.object(KNOWN, name -> json.absent() ? known(name) : field(json, name));
        return new DeliveryFilter(tenant, statuses, channels, recipient, type, reasons, notificationId, since, until)
                .to(endpoint)
                .of(new NotificationCriteria(tag, cancelKey, orderingKey, concurrencyKey, producer, idempotencyKey));
    }

    private static boolean known(String name) {
        return List.of(KNOWN.split(", ")).contains(name);
    }

    private boolean field(JsonReader json, String name) throws IOException {
        switch (name) {
            case "status" -> statuses = statuses(json.path(), texts(json));
            case "channel" -> channels = texts(json.path(), texts(json));
            case "recipient" -> recipient = filled(json);
            case "type" -> type = filled(json);
            case "reason" -> reasons = texts(json.path(), texts(json));
            case "notification_id" -> notificationId = NotificationId.parse(json.path(), json.text());
            case "endpoint" -> endpoint = EndpointId.parse(json.path(), json.text());
            case "tag" -> tag = filled(json);
            case "cancel_key" -> cancelKey = filled(json);
            case "ordering_key" -> orderingKey = filled(json);
            case "concurrency_key" -> concurrencyKey = filled(json);
            case "producer" -> producer = filled(json);
            case "idempotency_key" -> idempotencyKey = filled(json);
            case "since" -> since = json.optionalTime();
            case "until" -> until = json.optionalTime();
            default -> {
                return false;
            }
        }
        return true;
    }

    public static Set<DeliveryStatus> statuses(String field, List<String> codes) {
        EnumSet<DeliveryStatus> statuses = EnumSet.noneOf(DeliveryStatus.class);
        for (String code : codes) {
            statuses.add(Arrays.stream(DeliveryStatus.values())
                    .filter(status -> status.code().equals(code))
                    .findFirst()
                    .orElseThrow(() -> Problem.invalid(field, "'" + code + "'", "one or more of " + allStatuses())
                            .exception()));
        }
        return statuses;
    }

    private static String allStatuses() {
        return Arrays.stream(DeliveryStatus.values()).map(DeliveryStatus::code).collect(Collectors.joining(", "));
    }

    /** Refuses empty values. */
    public static Set<String> texts(String field, List<String> texts) {
        for (String text : texts) {
            if (text.isEmpty()) {
                throw Problem.invalid(field, "''", "non-empty values").exception();
            }
        }
        return Set.copyOf(texts);
    }

    /** An empty filter is more likely an unset variable than a request for everything. */
    private static String filled(JsonReader json) throws IOException {
        String text = json.text();
        if (text.isEmpty()) {
            throw Problem.invalid(json.path(), "empty", "a value, or omit the field")
                    .exception();
        }
        return text;
    }

    private static List<String> texts(JsonReader json) throws IOException {
        List<String> texts = new ArrayList<>();
        json.array(i -> texts.add(json.text()));
        if (texts.isEmpty()) {
            throw Problem.invalid(json.path(), "empty", "at least one value, or omit the field")
                    .exception();
        }
        return texts;
    }
}
