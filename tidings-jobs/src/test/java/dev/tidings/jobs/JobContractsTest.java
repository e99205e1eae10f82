package dev.tidings.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.core.problem.ProblemException;
import dev.tidings.jobs.runtime.HealthEvent;
import dev.tidings.jobs.runtime.JobCode;
import dev.tidings.jobs.runtime.JobEnd;
import dev.tidings.jobs.runtime.Operation;
import dev.tidings.jobs.runtime.OperationKind;
import dev.tidings.jobs.runtime.Publication;
import dev.tidings.streams.StreamEntry;
import dev.tidings.testkit.contract.AsyncApi;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Checks the entries that are read and written against docs/contracts. */
class JobContractsTest {
    private static final Instant AT = Instant.ofEpochMilli(1_719_000_000_000L);

    @Test
    void examples_of_jobs_are_read_and_refused_without_their_required_fields() {
        for (String kind : List.of("start", "stop")) {
            AsyncApi contract = AsyncApi.of(kind + "-jobs");
            String message = kind + "Job";
            contract.examples(message).forEach(example -> {
                assertThat(read(kind, example)).isNotNull();
                contract.required(message).forEach(field -> {
                    Map<String, String> less = new LinkedHashMap<>(example);
                    less.remove(field);
                    assertThatThrownBy(() -> read(kind, less)).isInstanceOf(ProblemException.class);
                });
            });
            assertThat(contract.address(kind + "Jobs")).isEqualTo("runtime:" + kind + "_jobs");
        }
    }

    @Test
    void results_match_the_contract_with_every_code() {
        AsyncApi contract = AsyncApi.of("job-results");
        for (JobCode code : JobCode.values()) {
            boolean stop = code == JobCode.RUNTIME_NOT_FOUND || code == JobCode.STOP_FAILED;
            JobEnd end = code == JobCode.REPLAY_NO_OP
                    ? JobEnd.replay("c-1", "tcp://127.0.0.1:1", "arena:1 is already running")
                    : JobEnd.failure(code, "the runtime exited");
            contract.checkTexts(
                    stop ? "stopResult" : "startResult",
                    texts(ResultPublisher.fields(ended(stop ? OperationKind.STOP : OperationKind.START, end))));
        }
        contract.checkTexts(
                "startResult",
                texts(ResultPublisher.fields(ended(OperationKind.START, JobEnd.success("c-1", "tcp://127.0.0.1:1")))));
        contract.checkTexts(
                "stopResult", texts(ResultPublisher.fields(ended(OperationKind.STOP, JobEnd.success("c-1", "")))));
    }

    @Test
    void health_events_match_the_contract_with_every_type() {
        AsyncApi contract = AsyncApi.of("health-events");
        for (HealthEvent.Type type : HealthEvent.Type.values()) {
            contract.checkTexts(
                    "healthEvent", texts(ResultPublisher.fields(new HealthEvent("g-1", "c-1", type, null, "", AT))));
        }
        contract.checkTexts(
                "healthEvent",
                texts(ResultPublisher.fields(
                        new HealthEvent("g-1", "c-1", HealthEvent.Type.EXITED, 137, "exited with code 137", AT))));
    }

    private static Object read(String kind, Map<String, String> fields) {
        StreamEntry entry = new StreamEntry(
                "1-0",
                fields.entrySet().stream()
                        .map(field -> new StreamEntry.Field(bytes(field.getKey()), bytes(field.getValue())))
                        .toList());
        return kind.equals("start") ? JobFields.start(entry) : JobFields.stop(entry);
    }

    private static Operation ended(OperationKind kind, JobEnd end) {
        return new Operation(
                "op_1", "default", "g-1", kind, "redis:jobs", "1-0", "arena:1", "", end, AT, AT, Publication.DUE);
    }

    private static Map<String, String> texts(List<String> fields) {
        Map<String, String> texts = new LinkedHashMap<>();
        for (int i = 0; i < fields.size(); i += 2) {
            texts.put(fields.get(i), fields.get(i + 1));
        }
        return texts;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
