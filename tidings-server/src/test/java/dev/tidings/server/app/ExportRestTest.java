package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidings.server.app.EdgeServer.Answer;
import dev.tidings.testkit.extension.NeedsServers;
import dev.tidings.v1.DeliveryFilter;
import dev.tidings.v1.DeliveryServiceGrpc.DeliveryServiceBlockingStub;
import dev.tidings.v1.ExportDeliveriesRequest;
import dev.tidings.v1.ExportNotificationsRequest;
import dev.tidings.v1.ExportRecipientRequest;
import dev.tidings.v1.ExportRecipientResponse;
import dev.tidings.v1.NotificationAdminServiceGrpc.NotificationAdminServiceBlockingStub;
import dev.tidings.v1.RecipientDataServiceGrpc.RecipientDataServiceBlockingStub;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lists are exported as JSON lines and CSV, and over gRPC. */
@NeedsServers
class ExportRestTest {
    @RegisterExtension
    static final EdgeServer SERVER = new EdgeServer();

    @ParameterizedTest
    @CsvSource({
        "'', '*/*', application/jsonl, jsonl",
        "'', application/json, application/jsonl, jsonl",
        "'', 'no type', application/jsonl, jsonl",
        "'', application/x-ndjson, application/x-ndjson, jsonl",
        "'', text/csv, text/csv; charset=utf-8; header=present, csv",
        "'', 'text/csv;q=0.5, application/jsonl', application/jsonl, jsonl",
        "?format=csv, application/x-ndjson, text/csv; charset=utf-8; header=present, csv",
        "?format=jsonl, text/csv, application/jsonl, jsonl"
    })
    void the_format_is_that_of_the_parameter_or_of_the_header(
            String query, String accept, String contentType, String extension) {
        Answer export = SERVER.get("/v1/deliveries:export" + query, "accept", accept);

        assertThat(export.status()).isEqualTo(200);
        assertThat(export.contentType()).isEqualTo(contentType);
        assertThat(export.http().headers().get("content-disposition"))
                .matches("attachment; filename=\"deliveries-\\d{8}T\\d{6}Z\\." + extension + "\"");
    }

    @Test
    void another_format_is_refused() {
        Answer refused = SERVER.get("/v1/notifications:export?format=xml");

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text("field")).isEqualTo("format");
        assertThat(refused.text("expected")).isEqualTo("jsonl or csv");
    }

    @Test
    void an_export_has_the_objects_of_the_list() {
        SERVER.accept("first");
        SERVER.end(SERVER::rejected);
        SERVER.accept("second");

        assertThat(lines("/v1/deliveries:export")).isEqualTo(items("/v1/deliveries", "deliveries"));
        assertThat(lines("/v1/deliveries:export?status=dead"))
                .isEqualTo(items("/v1/deliveries?status=dead", "deliveries"))
                .hasSize(1);
        assertThat(lines("/v1/deliveries:export?waiting_for=capacity"))
                .isEqualTo(items("/v1/deliveries?waiting_for=capacity", "deliveries"))
                .hasSize(1);
        assertThat(lines("/v1/notifications:export")).isEqualTo(items("/v1/notifications", "notifications"));
        assertThat(lines("/v1/notifications:export?idempotency_key=first&producer=ci"))
                .hasSize(1);
        assertThat(lines("/v1/notifications:export?type=none")).isEmpty();
    }

    @Test
    void a_filter_that_is_refused_in_the_list_is_refused_in_the_export() {
        assertThat(SERVER.get("/v1/deliveries:export?status=lost").text("field"))
                .isEqualTo("status");
        assertThat(SERVER.get("/v1/deliveries:export?cursor=1").text("field")).isEqualTo("cursor");
        assertThat(SERVER.get("/v1/deliveries:export?type=" + "t".repeat(256)).text("field"))
                .isEqualTo("type");
    }

    @Test
    void a_table_has_one_column_per_field() {
        SERVER.accept("first");
        SERVER.end(SERVER::rejected);

        List<Map<String, String>> deliveries = rows("/v1/deliveries:export?format=csv");
        List<Map<String, String>> notifications = rows("/v1/notifications:export?format=csv");

        JsonNode delivery = items("/v1/deliveries", "deliveries").getFirst();
        assertThat(deliveries).singleElement().satisfies(row -> {
            assertThat(row.get("delivery_id"))
                    .isEqualTo(delivery.path("delivery_id").asText());
            assertThat(row.get("status")).isEqualTo("dead");
            assertThat(row.get("reason")).isEqualTo(delivery.path("reason").asText());
            assertThat(row.get("attempt_number")).isEqualTo("1");
            assertThat(row.get("last_attempt_code")).isEqualTo("http_404");
            assertThat(row.get("last_attempt_provider_status")).isEqualTo("404");
            assertThat(row.get("created_at"))
                    .isEqualTo(delivery.path("created_at").asText());
            assertThat(row.get("waiting_for")).isEmpty();
        });
        assertThat(notifications)
                .singleElement()
                .satisfies(row -> assertThat(row.get("idempotency_key")).isEqualTo("first"));
        Set<String> columns = new TreeSet<>(deliveries.getFirst().keySet());
        columns.removeIf(name -> name.startsWith("last_attempt_") || name.startsWith("waiting_"));
        columns.addAll(List.of("last_attempt", "waiting"));
        assertThat(columns).isEqualTo(OpenApi.DOCUMENT.properties("Delivery"));
        assertThat(notifications.getFirst().keySet()).isEqualTo(OpenApi.DOCUMENT.properties("ListedNotification"));
    }

    @Test
    void an_export_over_grpc_is_that_of_rest() {
        SERVER.put("/v1/recipients/user:42", "{\"locale\":\"de\"}");
        SERVER.put("/v1/topics/releases/subscribers", "{\"recipients\":[\"user:42\"]}");
        SERVER.accept("first");
        SERVER.end(SERVER::rejected);
        String second = SERVER.accept("second");

        List<String> deliveries = new ArrayList<>();
        SERVER.grpc(DeliveryServiceBlockingStub.class)
                .exportDeliveries(ExportDeliveriesRequest.newBuilder()
                        .setFilter(DeliveryFilter.newBuilder().setRecipient("user:42"))
                        .addWaitingFor("capacity")
                        .build())
                .forEachRemaining(one -> deliveries.add(one.getDelivery().getDeliveryId()));
        List<String> notifications = new ArrayList<>();
        SERVER.grpc(NotificationAdminServiceBlockingStub.class)
                .exportNotifications(ExportNotificationsRequest.getDefaultInstance())
                .forEachRemaining(one -> notifications.add(one.getNotification().getIdempotencyKey()));
        List<ExportRecipientResponse> recipient = new ArrayList<>();
        SERVER.grpc(RecipientDataServiceBlockingStub.class)
                .exportRecipient(ExportRecipientRequest.newBuilder()
                        .setRecipient("user:42")
                        .build())
                .forEachRemaining(recipient::add);

        assertThat(deliveries).containsExactly(second);
        assertThat(notifications).containsExactly("second", "first");
        assertThat(recipient)
                .extracting(one -> one.getItemCase().name())
                .containsExactly(
                        "PROFILE", "ENDPOINT", "TOPIC", "NOTIFICATION", "DELIVERY", "NOTIFICATION", "DELIVERY");
        assertThat(recipient.getFirst().getProfile().getLocale()).isEqualTo("de");
        assertThat(recipient.getLast().getDelivery().getAttemptsList())
                .singleElement()
                .satisfies(attempt -> assertThat(attempt.getResponse()).isEqualTo("no such hook"));
    }

    private static List<JsonNode> lines(String path) {
        return SERVER.get(path)
                .http()
                .contentUtf8()
                .lines()
                .map(ExportRestTest::json)
                .toList();
    }

    private static List<JsonNode> items(String path, String items) {
        List<JsonNode> found = new ArrayList<>();
        SERVER.get(path).json().path(items).forEach(found::add);
        return found;
    }

    private static JsonNode json(String line) {
        try {
            return EdgeServer.JSON.readTree(line);
        } catch (IOException malformed) {
            throw new UncheckedIOException(malformed);
        }
    }

    /** The rows by column, of a table in which no cell has a comma. */
    private static List<Map<String, String>> rows(String path) {
        List<String[]> cells = SERVER.get(path)
                .http()
                .contentUtf8()
                .lines()
                .map(line -> line.split(",", -1))
                .toList();
        List<Map<String, String>> rows = new ArrayList<>();
        for (String[] row : cells.subList(1, cells.size())) {
            Map<String, String> byColumn = new TreeMap<>();
            for (int i = 0; i < row.length; i++) {
                byColumn.put(cells.getFirst()[i], row[i]);
            }
            rows.add(byColumn);
        }
        return rows;
    }
}
