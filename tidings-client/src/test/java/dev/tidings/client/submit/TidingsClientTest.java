package dev.tidings.client.submit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import dev.tidings.client.Backoff;
import dev.tidings.client.Connection;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TidingsClientTest {
    private static final Intent INTENT = Intent.of("build.failed", "ci").to("user:42");

    private final List<String> tried = new ArrayList<>();
    private final SubmitOptions options = SubmitOptions.DEFAULT
            .backoff(new Backoff(java.time.Duration.ofMillis(1), java.time.Duration.ofMillis(4), 0))
            .listener((intents, code, took) -> tried.add(intents + " " + code));
    private ScriptedIntake server;
    private TidingsClient client;

    @BeforeEach
    void serve() throws Exception {
        server = new ScriptedIntake();
        client = new TidingsClient(Connection.plaintext(server.target()), options);
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    private static StatusRuntimeException problem(Status.Code code, String reason, long retrySeconds) {
        com.google.rpc.Status.Builder status = com.google.rpc.Status.newBuilder()
                .setCode(code.value())
                .setMessage("said so")
                .addDetails(Any.pack(ErrorInfo.newBuilder()
                        .setDomain("tidings")
                        .setReason(reason)
                        .putMetadata("field", "type")
                        .build()));
        if (retrySeconds > 0) {
            status.addDetails(Any.pack(RetryInfo.newBuilder()
                    .setRetryDelay(Duration.newBuilder().setSeconds(retrySeconds))
                    .build()));
        }
        return StatusProto.toStatusRuntimeException(status.build());
    }

    @ParameterizedTest
    @EnumSource(
            value = Status.Code.class,
            names = {
                "UNAVAILABLE",
                "RESOURCE_EXHAUSTED",
                "DEADLINE_EXCEEDED",
                "ABORTED",
                "INTERNAL",
                "UNKNOWN",
                "CANCELLED"
            })
    void a_transient_failure_is_retried_with_the_same_key(Status.Code code) {
        server.failures.add(code.toStatus().asRuntimeException());
        server.failures.add(code.toStatus().asRuntimeException());

        Receipt receipt = client.submit(INTENT);

        assertThat(server.keys).hasSize(3);
        assertThat(server.keys.stream().flatMap(List::stream).distinct()).containsExactly(receipt.idempotencyKey());
        assertThat(receipt.idempotencyKey()).isNotEmpty();
        assertThat(tried).last().isEqualTo("1 ok");
    }

    @ParameterizedTest
    @EnumSource(
            value = Status.Code.class,
            names = {
                "INVALID_ARGUMENT",
                "ALREADY_EXISTS",
                "UNAUTHENTICATED",
                "PERMISSION_DENIED",
                "NOT_FOUND",
                "FAILED_PRECONDITION",
                "UNIMPLEMENTED",
                "OUT_OF_RANGE",
                "DATA_LOSS"
            })
    void a_client_error_is_not_retried(Status.Code code) {
        server.failures.add(problem(code, "invalid_field", 1));

        RefusedException refused =
                catchThrowableOfType(RefusedException.class, () -> client.submit(INTENT.key("mine")));

        assertThat(server.keys).containsExactly(List.of("mine"));
        assertThat(refused.problem().field()).isEqualTo("type");
        assertThat(refused.idempotencyKey()).isEqualTo("mine");
    }

    @Test
    void refusals_throw_typed_exceptions() {
        server.failures.add(problem(Status.Code.ALREADY_EXISTS, "idempotency_conflict", 0));
        assertThat(catchThrowableOfType(TidingsException.class, () -> client.submit(INTENT)))
                .isInstanceOf(IdempotencyConflictException.class);
        server.failures.add(Status.UNAUTHENTICATED.asRuntimeException());
        assertThat(catchThrowableOfType(TidingsException.class, () -> client.submit(INTENT)))
                .isInstanceOf(NotAllowedException.class);
        server.failures.add(problem(Status.Code.PERMISSION_DENIED, "tenant_suspended", 0));
        assertThat(catchThrowableOfType(TidingsException.class, () -> client.submit(INTENT)))
                .isInstanceOf(NotAllowedException.class);
    }

    @Test
    void a_batch_item_over_a_quota_is_retried() {
        server.firstItemsProblems.add(dev.tidings.v1.Problem.newBuilder()
                .setCode("tenant_quota")
                .setRetryAfterMs(1)
                .build());

        assertThat(client.submitBatch(List.of(INTENT.key("a"), INTENT.key("b"))))
                .hasSize(2);
        assertThat(server.keys).containsExactly(List.of("a", "b"), List.of("a"));
    }

    @Test
    void a_retry_after_beyond_the_deadline_ends_the_submission() {
        server.failures.add(problem(Status.Code.RESOURCE_EXHAUSTED, "resource_exhausted", 3_600));

        UnansweredException later = catchThrowableOfType(UnansweredException.class, () -> client.submit(INTENT));

        assertThat(later.tries()).isEqualTo(1);
        assertThat(later.problem().retryAfter()).isEqualTo(java.time.Duration.ofHours(1));
        assertThat(later.idempotencyKey()).isEqualTo(server.keys.get(0).get(0));
    }

    @Test
    void an_oversized_message_is_not_retried_as_a_full_queue() {
        server.failures.add(Status.RESOURCE_EXHAUSTED
                .withDescription("gRPC message exceeds maximum size 4194304: 5000000")
                .asRuntimeException());

        assertThat(catchThrowableOfType(TidingsException.class, () -> client.submit(INTENT)))
                .isInstanceOf(RefusedException.class);
    }

    @Test
    void an_interrupted_submission_ends_and_stays_interrupted() {
        server.failures.add(Status.UNAVAILABLE.asRuntimeException());
        Thread.currentThread().interrupt();

        UnansweredException later = catchThrowableOfType(UnansweredException.class, () -> client.submit(INTENT));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(later.tries()).isEqualTo(1);
    }

    @Test
    void only_transient_failures_in_a_batch_are_retried() {
        server.firstItemsProblems.add(dev.tidings.v1.Problem.newBuilder()
                .setCode("resource_exhausted")
                .setRetryAfterMs(1)
                .build());

        List<BatchResult> results = client.submitBatch(List.of(INTENT.key("a"), INTENT.key("b"), INTENT.key("c")));

        assertThat(server.keys).containsExactly(List.of("a", "b", "c"), List.of("a"));
        assertThat(results)
                .extracting(result -> result.receipt().notificationId())
                .containsExactly("ntf_a", "ntf_b", "ntf_c");
    }

    @Test
    void a_refused_intent_does_not_fail_the_rest_of_its_batch() {
        server.firstItemsProblems.add(dev.tidings.v1.Problem.newBuilder()
                .setCode("invalid_field")
                .setField("type")
                .build());

        List<BatchResult> results = client.submitBatch(List.of(INTENT.key("a"), INTENT.key("b")));

        assertThat(results.get(0)).isInstanceOf(BatchResult.Refused.class);
        assertThat(results.get(1).receipt().idempotencyKey()).isEqualTo("b");
        assertThat(server.keys).hasSize(1);
    }

    @Test
    void large_batches_are_split_into_calls_of_500_and_a_permanent_failure_affects_one_call() {
        server.failures.add(Status.UNAVAILABLE.asRuntimeException());
        server.failures.add(Status.PERMISSION_DENIED.asRuntimeException());

        List<BatchResult> results = client.submitBatch(
                IntStream.range(0, 1_200).mapToObj(i -> INTENT.key("k" + i)).toList());

        assertThat(server.keys).extracting(List::size).containsExactly(500, 500, 500, 200);
        assertThat(results.subList(0, 500)).allMatch(result -> result instanceof BatchResult.Refused);
        assertThat(results.subList(500, 1_200)).allMatch(result -> result instanceof BatchResult.Accepted);
    }

    static Stream<Arguments> halfPairs() {
        String half = "a\ud800";
        return Stream.of(
                Arguments.of("type", Intent.of(half, "ci").to("u")),
                Arguments.of("producer", Intent.of("t", "\udc00").to("u")),
                Arguments.of("audience.recipients[1]", INTENT.to(half)),
                Arguments.of(
                        "audience.addresses[0].channel", Intent.of("t", "ci").toAddress(half, "a")),
                Arguments.of(
                        "audience.addresses[0].address", Intent.of("t", "ci").toAddress("email", half)),
                Arguments.of("channels[1]", INTENT.over("push", half)),
                Arguments.of("content.title", INTENT.content(half, "s")),
                Arguments.of("content.summary", INTENT.content("t", "\ud83d\ud83d\ude00")),
                Arguments.of(
                        "content.fallback",
                        INTENT.with(intent -> intent.getContentBuilder().setFallback(half))),
                Arguments.of(
                        "content.target_url",
                        INTENT.with(intent -> intent.getContentBuilder().setTargetUrl(half))),
                Arguments.of("idempotency_key", INTENT.key(half)),
                Arguments.of("dedupe_key", INTENT.dedupe(half)),
                Arguments.of("request_id", INTENT.requestId(half)),
                Arguments.of("traceparent", INTENT.with(intent -> intent.setTraceparent(half))),
                Arguments.of("tracestate", INTENT.with(intent -> intent.setTracestate(half))));
    }

    /** Protobuf would send a question mark instead, and so a different key or recipient. */
    @ParameterizedTest
    @MethodSource("halfPairs")
    void an_unpaired_surrogate_is_refused_with_its_field_before_sending(String field, Intent intent) {
        RefusedException refused = catchThrowableOfType(RefusedException.class, () -> client.submit(intent));
        assertThat(refused.problem().field()).isEqualTo(field);
        assertThat(refused).hasMessageContaining(field + " is text with an unpaired surrogate (U+D");
        assertThat(server.keys).isEmpty();

        List<BatchResult> results = client.submitBatch(List.of(INTENT.key("a"), intent, INTENT.key("c")));
        assertThat(results.get(1))
                .isInstanceOfSatisfying(
                        BatchResult.Refused.class,
                        result -> assertThat(result.problem().field()).isEqualTo(field));
        assertThat(server.keys).containsExactly(List.of("a", "c"));
        assertThat(results.get(2).receipt().idempotencyKey()).isEqualTo("c");
    }

    @Test
    void surrogate_pairs_are_sent_and_an_unpaired_one_is_refused_in_a_payload() {
        assertThat(client.submit(INTENT.key("\ud83d\ude00").payload("\"\ud83d\ude00\""))
                        .idempotencyKey())
                .isEqualTo("\ud83d\ude00");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> INTENT.payload("\"\ud83d\""))
                .withMessageContaining("payload is text with an unpaired surrogate (U+D83D) at character 2");
    }

    /** A proxy in front of the server does not know RetryInfo. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Fri, 31 Dec 9999 23:59:59 GMT",
                "Friday, 31-Dec-49 23:59:59 GMT",
                "Fri Dec 31 23:59:59 9999",
                "10000000000"
            })
    void a_proxys_retry_after_is_parsed_in_every_format_and_limited(String header) {
        Metadata trailers = new Metadata();
        trailers.put(Metadata.Key.of("retry-after", Metadata.ASCII_STRING_MARSHALLER), header);
        server.failures.add(Status.UNAVAILABLE.asRuntimeException(trailers));

        UnansweredException later = catchThrowableOfType(UnansweredException.class, () -> client.submit(INTENT));

        assertThat(later.problem().retryAfter()).isEqualTo(java.time.Duration.ofHours(24));
        assertThat(server.keys).hasSize(1);
    }

    @Test
    void a_retry_delay_of_a_year_is_limited_to_a_day() {
        server.failures.add(problem(Status.Code.RESOURCE_EXHAUSTED, "resource_exhausted", 31_536_000));

        UnansweredException later = catchThrowableOfType(UnansweredException.class, () -> client.submit(INTENT));

        assertThat(later.problem().retryAfter()).isEqualTo(java.time.Duration.ofHours(24));
    }
}
