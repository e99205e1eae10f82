package dev.tidings.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidings.cli.rest.ApiClient;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.id.Id;
import dev.tidings.core.id.NotificationId;
import dev.tidings.core.secret.Masking;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tidings show}. */
@Command(
        name = "show",
        description = "Shows the full history of a notification or delivery: attempts, responses and the final reason.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {"  tidings show ntf_01K...", "  tidings show dlv_01K... --json"})
final class ShowCommand implements Callable<Integer> {
    private static final int MOST_CHARS = 500;
    private static final int MANY = 1_000;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(
            paramLabel = "ID",
            description =
                    "ntf_... or dlv_...; also with the 32 hexadecimal digits that SQL shows in place of the 26 characters")
    private String id = "";

    @Mixin
    private ConnectionOptions remote = new ConnectionOptions();

    @Override
    public Integer call() {
        try (ApiClient api = remote.open()) {
            if (id.startsWith(DeliveryId.PREFIX)) {
                byte[] bytes = bytes(DeliveryId.PREFIX);
                id = bytes == null ? id : DeliveryId.ofBytes(bytes).value();
                delivery(api);
            } else if (id.startsWith(NotificationId.PREFIX)) {
                byte[] bytes = bytes(NotificationId.PREFIX);
                id = bytes == null ? id : NotificationId.ofBytes(bytes).value();
                notification(api);
            } else {
                throw new UsageError("'" + id + "' is not an id; expected ntf_... or dlv_...");
            }
            return ExitCodes.OK;
        }
    }

    /** The bytes that are written as hexadecimal digits; null if they are not. */
    private byte @Nullable [] bytes(String prefix) {
        String digits = id.substring(prefix.length());
        return digits.length() == 2 * Id.BYTES && digits.chars().allMatch(HexFormat::isHexDigit)
                ? HexFormat.of().parseHex(digits)
                : null;
    }

    private void delivery(ApiClient api) {
        JsonNode delivery = api.get("/v1/deliveries/" + id);
        Screen out = Screen.of(spec);
        if (remote.json()) {
            out.json(delivery);
            return;
        }
        out.line("Delivery " + id + " of " + delivery.path("type").asText() + " ("
                + delivery.path("notification_id").asText() + ")");
        printContent(
                api.get("/v1/notifications/" + delivery.path("notification_id").asText()), out);
        printDelivery(delivery, out);
    }

    /** Prints the notification's keys, times and content. */
    private static void printContent(JsonNode notification, Screen out) {
        for (String name : List.of(
                "idempotency_key",
                "dedupe_key",
                "ordering_key",
                "ordering_on_dead",
                "concurrency_key",
                "cancel_key",
                "superseded_by",
                "request_id",
                "trace_id",
                "not_before",
                "expires_at")) {
            if (notification.hasNonNull(name)) {
                out.line("  " + name + ": " + notification.path(name).asText());
            }
        }
        if (notification.path("tags").isArray()) {
            List<String> tags = new ArrayList<>();
            notification.path("tags").forEach(tag -> tags.add(tag.asText()));
            out.line("  tags: " + String.join(", ", tags));
        }
        for (Map.Entry<String, JsonNode> part : notification.path("content").properties()) {
            out.line("  " + part.getKey() + ": " + shortened(part.getValue().asText()));
        }
        if (notification.has("payload")) {
            out.line("  payload: " + shortened(notification.get("payload").toString()));
        }
    }

    private static String shortened(String text) {
        return text.length() <= MOST_CHARS ? text : text.substring(0, MOST_CHARS) + "… (in full with --json)";
    }

    private void notification(ApiClient api) {
        JsonNode notification = api.get("/v1/notifications/" + id);
        Screen out = Screen.of(spec);
        if (remote.json()) {
            out.json(notification);
            return;
        }
        out.line("Notification " + id);
        out.line("  " + notification.path("type").asText() + " by "
                + notification.path("producer").asText() + ", accepted "
                + notification.path("accepted_at").asText());
        printContent(notification, out);
        JsonNode expansion = notification.path("expansion");
        if (expansion.isObject()) {
            out.line("  " + Descriptions.expansion(expansion));
        }
        JsonNode own = notification.path("deliveries");
        Iterable<JsonNode> deliveries = own.isArray()
                ? own
                : new Listing(api, "/v1/deliveries", "deliveries").all(Map.of("notification_id", id), MANY);
        for (JsonNode delivery : deliveries) {
            out.line("");
            out.line("  Delivery " + delivery.path("delivery_id").asText());
            printDelivery(
                    api.get("/v1/deliveries/" + delivery.path("delivery_id").asText()), out);
        }
    }

    private static void printDelivery(JsonNode delivery, Screen out) {
        out.line("  over " + delivery.path("channel").asText() + " to "
                + Descriptions.recipient(delivery) + ", created "
                + delivery.path("created_at").asText());
        if (delivery.hasNonNull("endpoint_id")) {
            out.line("    endpoint " + delivery.path("endpoint_id").asText());
        }
        if (delivery.hasNonNull("address")) {
            out.line("    address " + Masking.address(delivery.path("address").asText()));
        }
        for (JsonNode attempt : delivery.path("attempts")) {
            out.line("    " + Descriptions.attempt(attempt));
        }
        int reclaims = delivery.path("reclaim_count").asInt();
        if (reclaims > 0) {
            out.line("    reclaimed " + reclaims + (reclaims == 1 ? " time" : " times") + " after a worker stopped");
        }
        int replays = delivery.path("replay_count").asInt();
        if (replays > 0) {
            out.line("    replayed " + replays + (replays == 1 ? " time" : " times"));
        }
        if (delivery.hasNonNull("acked_delivered_at")) {
            out.line("    delivered to the client at "
                    + delivery.path("acked_delivered_at").asText());
        }
        if (delivery.hasNonNull("acked_read_at")) {
            out.line("    read at " + delivery.path("acked_read_at").asText());
        }
        out.line(
                "  => " + Descriptions.status(delivery),
                Tone.ofStatus(delivery.path("status").asText()));
    }
}
