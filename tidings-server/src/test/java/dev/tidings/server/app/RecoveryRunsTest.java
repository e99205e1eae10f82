package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidings.admin.RecoveryRequest;
import dev.tidings.admin.RecoveryRuns;
import dev.tidings.core.bulk.BulkRun;
import dev.tidings.core.bulk.BulkRunStatus;
import dev.tidings.core.bulk.BulkSlice;
import dev.tidings.core.channel.Evidence;
import dev.tidings.core.channel.Outcome;
import dev.tidings.core.delivery.Completion;
import dev.tidings.core.id.EndpointId;
import dev.tidings.core.problem.ProblemException;
import dev.tidings.http.StoreThreads;
import dev.tidings.testkit.extension.NeedsServers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An endpoint gets what it missed: each message once, in the order of acceptance, slice by slice. */
@NeedsServers
class RecoveryRunsTest {
    @RegisterExtension
    static final EdgeServer SERVER = new EdgeServer();

    private static final String WEBHOOKS = "/v1/recipients/user:42/endpoints/webhook";

    private final List<String> woken = new ArrayList<>();
    private Instant start = Instant.EPOCH;

    @BeforeEach
    void begin() {
        woken.clear();
        start = SERVER.clock.instant();
    }

    @Test
    void a_new_endpoint_gets_the_messages_of_the_time_before_it_once_and_in_order() {
        SERVER.putEndpoint("user:42");
        List<String> accepted = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            accepted.add(accept("k" + i, "build.failed"));
        }
        EndpointId added = put("added", "");
        Instant until = SERVER.clock.instant();
        accept("later", "build.failed");

        assertThat(run(added, until)).isEqualTo(5);
        assertThat(run(added, until)).as("again").isZero();

        assertThat(notifications(added)).containsSubsequence(accepted);
        assertThat(notifications(added)).hasSize(6).doesNotHaveDuplicates();
        assertThat(woken).containsOnly("webhook");
        SERVER.end(leased -> Completion.sent(leased, new Outcome.Sent(Evidence.status(200)), SERVER.clock.instant()));
        assertThat(run(added, until)).as("after they were sent").isZero();
    }

    @Test
    void skipped_messages_are_sent_whatever_they_lacked() {
        String missing = accept("missing", "build.failed");
        EndpointId endpoint = put("orders", ",\"types\":[\"order.*\"]");
        String unmatched = accept("unmatched", "build.failed");
        String disabled = acceptDisabled(endpoint);
        SERVER.put(WEBHOOKS + "?name=orders", "{\"address\":\"http://127.0.0.1:9/orders\"}");
        SERVER.clock.advance(Duration.ofMillis(1));

        assertThat(run(endpoint, SERVER.clock.instant())).isEqualTo(3);

        assertThat(notifications(endpoint)).containsExactly(missing, unmatched, disabled);
        assertThat(run(endpoint, SERVER.clock.instant())).isZero();
    }

    private static String acceptDisabled(EndpointId endpoint) {
        SERVER.put(
                WEBHOOKS + "?name=orders",
                "{\"address\":\"http://127.0.0.1:9/orders\",\"enabled\":false,\"types\":[\"order.*\"]}");
        String disabled = accept("disabled", "order.paid");
        assertThat(SERVER.get("/v1/deliveries?endpoint=" + endpoint)
                        .json()
                        .at("/deliveries/0/reason")
                        .asText())
                .isEqualTo("endpoint_disabled");
        return disabled;
    }

    @Test
    void what_the_filter_leaves_out_and_what_was_canceled_is_not_sent() {
        SERVER.putEndpoint("user:42");
        accept("wrong type", "build.failed");
        accept("canceled", "order.paid");
        String canceled = SERVER.get("/v1/deliveries?type=order.paid")
                .json()
                .at("/deliveries/0/delivery_id")
                .asText();
        SERVER.post("/v1/deliveries/" + canceled + ":cancel", "");
        EndpointId orders = put("orders", ",\"types\":[\"order.*\"]");

        assertThat(run(orders, SERVER.clock.instant())).isZero();
    }

    @Test
    void a_slice_that_is_repeated_after_a_crash_sends_nothing_twice() {
        SERVER.putEndpoint("user:42");
        for (int i = 0; i < 3; i++) {
            accept("k" + i, "build.failed");
        }
        EndpointId added = put("added", "");
        RecoveryRequest request = new RecoveryRequest(added, start, SERVER.clock.instant());

        long first = slice(request, null).done();
        long again = slice(request, null).done();

        assertThat(first + again).isEqualTo(3);
        assertThat(notifications(added)).hasSize(3).doesNotHaveDuplicates();
    }

    @Test
    void many_messages_of_one_time_are_split_into_slices_of_bounded_size() {
        SERVER.putEndpoint("user:42");
        int many = 1_200;
        for (int batch = 0; batch < many; batch += 100) {
            StringBuilder intents = new StringBuilder("{\"intents\":[");
            for (int i = batch; i < batch + 100; i++) {
                intents.append(i == batch ? "" : ",")
                        .append(IntentRestTest.intent("k" + i, ",\"channels\":[\"webhook\"]"));
            }
            assertThat(SERVER.post("/v1/intents:batch", intents.append("]}").toString())
                            .status())
                    .isEqualTo(200);
            SERVER.clock.advance(Duration.ofSeconds(1));
        }
        EndpointId added = put("added", "");
        RecoveryRequest request = new RecoveryRequest(added, start, SERVER.clock.instant());

        List<BulkSlice> slices = slices(request);

        assertThat(slices)
                .hasSizeGreaterThan(2)
                .allSatisfy(slice -> assertThat(slice.done()).isLessThanOrEqualTo(500));
        assertThat(slices.stream().mapToLong(BulkSlice::done).sum()).isEqualTo(many);
    }

    @Test
    void a_disabled_or_removed_endpoint_ends_the_run() {
        EndpointId endpoint = put("orders", "");
        RecoveryRequest request =
                new RecoveryRequest(endpoint, start, SERVER.clock.instant().plusMillis(1));
        SERVER.put(WEBHOOKS + "?name=orders", "{\"address\":\"http://127.0.0.1:9/orders\",\"enabled\":false}");

        assertThatThrownBy(() -> slice(request, null))
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refused -> assertThat(refused.problem().field()).isEqualTo("enabled"));
        SERVER.store
                .endpoints()
                .find("default", endpoint)
                .ifPresent(one -> SERVER.store.endpoints().delete(one.key()));
        assertThatThrownBy(() -> slice(request, null)).cause().hasMessageContaining(endpoint.value());
    }

    @Test
    void a_recovery_is_one_bulk_run_with_progress() {
        SERVER.putEndpoint("user:42");
        accept("k", "build.failed");
        EndpointId added = put("added", "");
        String path = "/v1/endpoints/" + added + ":recover";

        EdgeServer.Answer started = SERVER.post(path, "{\"since\":\"" + start + "\"}");

        assertThat(started.status()).as("%s", started).isEqualTo(202);
        assertThat(started.text("kind")).isEqualTo("recover");
        JsonNode ended = await().until(
                        () -> SERVER.get("/v1/bulk-runs/" + started.text("run_id"))
                                .json(),
                        run -> run.get("status").asText().equals("finished"));
        assertThat(ended.get("done").intValue()).isEqualTo(1);
        assertThat(notifications(added)).hasSize(1);
        assertThat(SERVER.post(path, "{}").text("field")).isEqualTo("since");
        assertThat(SERVER.post(path, "{\"since\":\"9027-01-31T08:00:00Z\"}").text("field"))
                .isEqualTo("since");
        assertThat(SERVER.post("/v1/endpoints/ept_00000000000000000000000000:recover", "{\"since\":\"" + start + "\"}")
                        .status())
                .isEqualTo(404);
    }

    private long run(EndpointId endpoint, Instant until) {
        return slices(new RecoveryRequest(endpoint, start, until)).stream()
                .mapToLong(BulkSlice::done)
                .sum();
    }

    private List<BulkSlice> slices(RecoveryRequest request) {
        List<BulkSlice> slices = new ArrayList<>();
        @Nullable String cursor = null;
        do {
            BulkSlice slice = slice(request, cursor);
            slices.add(slice);
            cursor = slice.next();
        } while (cursor != null);
        return slices;
    }

    private BulkSlice slice(RecoveryRequest request, @Nullable String cursor) {
        StoreThreads here =
                new StoreThreads(Runnable::run, Runnable::run, Runnable::run, Runnable::run, (delay, task) -> {});
        RecoveryRuns runs = new RecoveryRuns(
                SERVER.store.endpoints(),
                SERVER.store.queries(),
                SERVER.store.missedDeliveries(),
                Set.of(),
                here,
                woken::add);
        BulkRun run = new BulkRun(
                "run_1",
                "default",
                RecoveryRuns.NAME,
                request.json(),
                null,
                BulkRunStatus.RUNNING,
                null,
                0,
                0,
                cursor,
                start,
                null,
                null);
        return runs.slice(run).toCompletableFuture().join();
    }

    private static EndpointId put(String name, String more) {
        SERVER.clock.advance(Duration.ofMillis(1));
        return EndpointId.of(
                SERVER.put(WEBHOOKS + "?name=" + name, "{\"address\":\"http://127.0.0.1:9/" + name + "\"" + more + "}")
                        .text("id"));
    }

    /** Accepts an intent; returns the id of the notification. */
    private static String accept(String key, String type) {
        SERVER.clock.advance(Duration.ofMillis(10));
        return SERVER.post(
                        "/v1/intents",
                        IntentRestTest.intent(key, ",\"channels\":[\"webhook\"]")
                                .replace("build.failed", type))
                .text("notification_id");
    }

    /** The notifications of the deliveries to an endpoint, in the order in which they are due. */
    private static List<String> notifications(EndpointId endpoint) {
        List<JsonNode> deliveries = new ArrayList<>();
        SERVER.get("/v1/deliveries?limit=500&endpoint=" + endpoint)
                .json()
                .get("deliveries")
                .forEach(deliveries::add);
        deliveries.sort(Comparator.comparing(
                delivery -> Instant.parse(delivery.get("next_attempt_at").asText())));
        return deliveries.stream()
                .map(delivery -> delivery.get("notification_id").asText())
                .toList();
    }
}
