package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidings.admin.Waiting;
import dev.tidings.admin.rest.ExportFormat;
import dev.tidings.catalog.ValidationMode;
import dev.tidings.core.access.Scope;
import dev.tidings.core.audit.AuditSource;
import dev.tidings.core.bulk.BulkRunStatus;
import dev.tidings.core.channel.Outcome;
import dev.tidings.core.delivery.AttemptResult;
import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.endpoint.EndpointAuth;
import dev.tidings.core.endpoint.EndpointCircuit;
import dev.tidings.core.endpoint.EndpointCondition;
import dev.tidings.core.node.NodeRole;
import dev.tidings.core.node.NodeState;
import dev.tidings.core.problem.ProblemCode;
import dev.tidings.core.store.Expansion;
import dev.tidings.jobs.runtime.JobOutcome;
import dev.tidings.jobs.runtime.OperationKind;
import dev.tidings.jobs.runtime.RuntimeStatus;
import dev.tidings.push.gateway.Frame;
import dev.tidings.tenants.TenantStatus;
import dev.tidings.testkit.extension.NeedsServers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The enums of the document have names of their own and the values of the server. */
@NeedsServers
class OpenApiEnumsTest {
    @RegisterExtension
    static final EdgeServer SERVER = new EdgeServer();

    @Test
    void enums_are_those_of_the_server() {
        Map<String, Set<String>> words = new TreeMap<>();
        words.put("Status", codes(DeliveryStatus.values()));
        words.put("AttemptResult", codes(AttemptResult.values()));
        words.put("WaitReason", codes(Waiting.Reason.values()));
        words.put("ExportFormat", codes(ExportFormat.values()));
        words.put("ExpansionState", codes(Expansion.State.values()));
        Set<String> bulk = new TreeSet<>(codes(BulkRunStatus.values()));
        bulk.add("counted");
        words.put("BulkStatus", bulk);
        words.put(
                "BlockReason",
                without(codes(EndpointCircuit.Reason.values()), EndpointCircuit.Reason.RECOVERED.code()));
        words.put("Circuit", codes(EndpointCircuit.Circuit.values()));
        words.put("EndpointHealth", codes(EndpointCondition.values()));
        words.put("NodeState", codes(NodeState.values()));
        words.put("NodeRole", codes(NodeRole.values()));
        words.put("RuntimeStatus", codes(RuntimeStatus.values()));
        words.put("OperationKind", codes(OperationKind.values()));
        words.put("JobOutcome", codes(JobOutcome.values()));
        words.put("PayloadValidation", codes(ValidationMode.values()));
        words.put("TenantStatus", codes(TenantStatus.values()));
        words.put("ProblemCode", codes(ProblemCode.values()));
        words.put("Scope", codes(Scope.values()));
        words.put("AuditSource", codes(AuditSource.values()));
        words.put("StreamEnd", codes(Frame.End.values()));
        Set<String> kinds = codes(Frame.Start.values());
        kinds.addAll(codes(Frame.Notice.values()));
        kinds.addAll(Set.of("event", "end"));
        words.put("StreamKind", kinds);
        words.put("AuthType", kinds(EndpointAuth.class));
        // Attempts not made because of a local shortage are shown as retries.
        // Both are a retry to whoever reads of them.
        words.put("Outcome", without(without(kinds(Outcome.class), "nottried"), "providerfailed"));

        Map<String, Set<String>> shown = new TreeMap<>();
        OpenApi.DOCUMENT.schemas().properties().forEach(schema -> {
            if (schema.getValue().has("enum")) {
                Set<String> all = new TreeSet<>();
                schema.getValue().get("enum").forEach(word -> all.add(word.asText()));
                shown.put(schema.getKey(), all);
            }
        });
        // The tests of bodies and of intents send each value.
        shown.remove("AckState");
        shown.remove("OrderingOnDead");
        // The test of changeable statuses sends each value.
        shown.remove("ReplayableStatus");
        shown.remove("RetryableStatus");
        // EdgeServer validates responses of probes.
        shown.remove("ProbeStatus");
        assertThat(shown).isEqualTo(words);
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/deliveries:replay, ReplayableStatus",
        "/v1/deliveries:retry-now, RetryableStatus",
        "/v1/deliveries:cancel, RetryableStatus"
    })
    void changeable_statuses_are_those_of_the_server(String path, String schema) {
        Set<String> shown = new TreeSet<>();
        OpenApi.DOCUMENT.schemas().at("/" + schema + "/enum").forEach(word -> shown.add(word.asText()));

        Set<String> taken = new TreeSet<>(codes(DeliveryStatus.values()));
        taken.removeIf(status -> SERVER.post(path, "{\"filter\": {\"status\": [\"" + status + "\"]}}")
                        .status()
                != 200);

        assertThat(taken).isEqualTo(shown);
    }

    private static Set<String> codes(Enum<?>[] values) {
        return Arrays.stream(values)
                .map(value -> value.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> kinds(Class<?> sealed) {
        return Arrays.stream(sealed.getPermittedSubclasses())
                .map(kind -> kind.getSimpleName().toLowerCase(Locale.ROOT))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> without(Set<String> words, String one) {
        assertThat(words).contains(one);
        words.remove(one);
        return words;
    }

    @Test
    void objects_and_enums_have_their_own_names() {
        List<String> unnamed = new ArrayList<>();
        OpenApi.DOCUMENT
                .schemas()
                .properties()
                .forEach(schema -> schema.getValue().forEach(inside -> unnamed(schema.getKey(), inside, unnamed)));
        unnamed("paths", OpenApi.DOCUMENT.document().get("paths"), unnamed);
        unnamed("parameters", OpenApi.DOCUMENT.document().at("/components/parameters"), unnamed);

        assertThat(unnamed).isEmpty();
    }

    private static void unnamed(String where, JsonNode node, List<String> found) {
        boolean schema = node.isObject();
        if (schema && ((node.path("properties").isObject() && node.has("type")) || node.has("enum"))) {
            found.add(where + ": " + node);
        }
        node.properties().forEach(inside -> unnamed(where + "." + inside.getKey(), inside.getValue(), found));
        if (node.isArray()) {
            node.forEach(inside -> unnamed(where, inside, found));
        }
    }

    @Test
    void enums_are_strings() {
        OpenApi.DOCUMENT.schemas().properties().forEach(schema -> {
            if (schema.getValue().has("enum")) {
                assertThat(schema.getValue().path("type").asText())
                        .as(schema.getKey())
                        .isEqualTo("string");
            }
        });
    }
}
