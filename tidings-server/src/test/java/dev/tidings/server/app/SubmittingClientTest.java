package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tidings.client.Connection;
import dev.tidings.client.submit.BatchResult;
import dev.tidings.client.submit.IdempotencyConflictException;
import dev.tidings.client.submit.Intent;
import dev.tidings.client.submit.NotAllowedException;
import dev.tidings.client.submit.Receipt;
import dev.tidings.client.submit.RefusedException;
import dev.tidings.client.submit.SubmitOptions;
import dev.tidings.client.submit.TidingsClient;
import dev.tidings.core.access.Scope;
import dev.tidings.testkit.extension.NeedsServers;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** TidingsClient with a real server. */
@NeedsServers
class SubmittingClientTest {
    private static final Intent INTENT =
            Intent.of("build.failed", "ci").to("user:42").over("webhook").payload("{\"n\":1}");

    @RegisterExtension
    static final EdgeServer SERVER = new EdgeServer();

    private final List<String> tries = new ArrayList<>();
    private TidingsClient client;

    @BeforeEach
    void open() {
        SERVER.putEndpoint("user:42");
        client = open(connection());
    }

    @AfterEach
    void close() {
        client.close();
    }

    private static Connection connection() {
        return Connection.plaintext("127.0.0.1:" + SERVER.port());
    }

    private static String key(Scope scope) {
        return SERVER.keys.create("test", "default", Set.of(scope)).text().reveal();
    }

    private TidingsClient open(Connection connection) {
        return new TidingsClient(connection, SubmitOptions.DEFAULT.listener((intents, code, took) -> tries.add(code)));
    }

    @Test
    void an_intent_without_a_key_gets_one_that_is_in_the_receipt() {
        Receipt receipt = client.submit(INTENT);
        Receipt again = client.submit(INTENT.key(receipt.idempotencyKey()));

        assertThat(receipt.replayed()).isFalse();
        assertThat(receipt.deliveries()).singleElement().satisfies(delivery -> {
            assertThat(delivery.recipient()).isEqualTo("user:42");
            assertThat(delivery.status()).isEqualTo("pending");
        });
        assertThat(again.replayed()).isTrue();
        assertThat(again.notificationId()).isEqualTo(receipt.notificationId());
    }

    @Test
    void a_refusal_names_the_field_and_is_not_retried() {
        RefusedException refused =
                catchThrowableOfType(RefusedException.class, () -> client.submit(INTENT.payload("{")));

        assertThat(refused.problem().code()).isEqualTo("malformed");
        assertThat(refused.problem().field()).isEqualTo("payload_json");
        assertThat(tries).containsExactly("malformed");
    }

    @Test
    void another_intent_with_the_same_key_is_a_conflict() {
        client.submit(INTENT.key("k"));

        IdempotencyConflictException conflict = catchThrowableOfType(
                IdempotencyConflictException.class,
                () -> client.submit(INTENT.key("k").payload("2")));

        assertThat(conflict.idempotencyKey()).isEqualTo("k");
        assertThat(conflict.problem().field()).isEqualTo("idempotency_key");
    }

    @Test
    void a_request_too_large_for_the_server_is_refused_immediately() {
        String large = "\"" + "x".repeat(5 * 1024 * 1024) + "\"";

        assertThat(catchThrowableOfType(RefusedException.class, () -> client.submit(INTENT.payload(large))))
                .isNotNull();
        assertThat(tries).hasSize(1);
    }

    @Test
    void a_batch_has_one_result_per_intent() {
        List<BatchResult> results =
                client.submitBatch(List.of(INTENT.key("a"), INTENT.key("b").payload("{"), INTENT.key("a")));

        assertThat(results.get(0).receipt().replayed()).isFalse();
        assertThat(results.get(1)).isInstanceOf(BatchResult.Refused.class);
        assertThat(results.get(2).receipt().replayed()).isTrue();
    }

    @Test
    void with_active_keys_a_key_with_the_scope_is_required() {
        String produce = key(Scope.PRODUCE);
        String operate = key(Scope.OPERATE);
        SERVER.clock.advance(java.time.Duration.ofSeconds(5));

        try (TidingsClient allowed = open(connection().apiKey(produce));
                TidingsClient other = open(connection().apiKey(operate))) {
            assertThat(allowed.submit(INTENT).notificationId()).startsWith("ntf_");
            assertThat(catchThrowableOfType(NotAllowedException.class, () -> other.submit(INTENT))
                            .problem()
                            .code())
                    .isEqualTo("permission_denied");
            assertThat(catchThrowableOfType(NotAllowedException.class, () -> client.submit(INTENT))
                            .problem()
                            .code())
                    .isEqualTo("unauthenticated");
        }
    }
}
