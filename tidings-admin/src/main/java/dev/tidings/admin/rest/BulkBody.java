package dev.tidings.admin.rest;

import dev.tidings.admin.BulkRuns;
import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.id.EndpointId;
import dev.tidings.core.id.NotificationId;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.store.DeliveryFilter;
import dev.tidings.json.JsonReader;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code {status, channel, recipient, type, reason, notification_id, endpoint, since, until, dry_run, rate_per_second,
 * limit}}; status, channel and reason are lists.
 */
final class BulkBody {
    private static final String KNOWN =
            "status, channel, recipient, type, reason, notification_id, endpoint, since, until, dry_run,"
                    + " rate_per_second, limit";
    private static final int FASTEST = 100_000;

    private Set<DeliveryStatus> statuses = Set.of();
    private Set<String> channels = Set.of();
    private @Nullable String recipient;
    private @Nullable String type;
    private Set<String> reasons = Set.of();
    private @Nullable NotificationId notificationId;
    private @Nullable EndpointId endpoint;
    private @Nullable Instant since;
    private @Nullable Instant until;
    private boolean dryRun = true;
    private @Nullable Integer ratePerSecond;
    private int limit = BulkRuns.MOST;

    private BulkBody() {}

    static BulkRuns.Request read(byte[] body, String tenant) {
        return JsonReader.read(body, json -> new BulkBody().object(json, tenant));
    }

    private BulkRuns.Request object(JsonReader json, String tenant) throws IOException {
        json.object(KNOWN, name -> json.absent() ? known(name) : field(json, name));
        return new BulkRuns.Request(
                new DeliveryFilter(tenant, statuses, channels, recipient, type, reasons, notificationId, since, until)
                        .to(endpoint),
                dryRun,
                ratePerSecond,
                limit);
    }

    private static boolean known(String name) {
        return List.of(KNOWN.split(", ")).contains(name);
    }

    private boolean field(JsonReader json, String name) throws IOException {
        switch (name) {
            case "status" -> statuses = ListParameters.statuses(texts(json, name));
            case "channel" -> channels = ListParameters.texts(name, texts(json, name));
            case "recipient" -> recipient = filled(json, name);
            case "type" -> type = filled(json, name);
            case "reason" -> reasons = ListParameters.texts(name, texts(json, name));
            case "notification_id" -> notificationId = NotificationId.parse("notification_id", json.text());
            case "endpoint" -> endpoint = EndpointId.parse("endpoint", json.text());
            case "since" -> since = json.optionalTime();
            case "until" -> until = json.optionalTime();
            case "dry_run" -> dryRun = json.bool();
            case "rate_per_second" -> ratePerSecond = (int) json.integer(1, FASTEST);
            case "limit" -> limit = (int) json.integer(1, BulkRuns.MOST);
            default -> {
                return false;
            }
        }
        return true;
    }

    /** An empty filter is more likely an unset variable than a request for everything. */
    private static String filled(JsonReader json, String name) throws IOException {
        String text = json.text();
        if (text.isEmpty()) {
            throw Problem.invalid(name, "empty", "a value, or omit the field").exception();
        }
        return text;
    }

    private static List<String> texts(JsonReader json, String name) throws IOException {
        List<String> texts = new ArrayList<>();
        json.array(i -> texts.add(json.text()));
        if (texts.isEmpty()) {
            throw Problem.invalid(name, "empty", "at least one value, or omit the field")
                    .exception();
        }
        return texts;
    }
}
