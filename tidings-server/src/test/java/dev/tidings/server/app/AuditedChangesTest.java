package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidings.core.audit.AuditFilter;
import dev.tidings.core.audit.AuditRecord;
import dev.tidings.core.audit.AuditSource;
import dev.tidings.server.app.CallTable.Call;
import dev.tidings.server.app.EdgeServer.Answer;
import dev.tidings.testkit.extension.NeedsServers;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each route and gRPC method by which an operator changes something leaves a record in the audit log. */
@NeedsServers
class AuditedChangesTest {
    @RegisterExtension
    static final EdgeServer SERVER = new EdgeServer();

    private static final Map<String, Call> CALLS = new AuditedCalls(SERVER).all();

    private static final String REENCRYPTION = "recorded, but changes nothing while all secrets have the current key";
    private static final String OPERATIONS = "the log of operations records it in the same transaction";

    /** The routes and methods that leave no record here, with the reason. */
    private static final Map<String, String> EXCEPTIONS = Map.of(
            "POST /v1/secret-keys:reencrypt", REENCRYPTION,
            "tidings.v1.SecretKeyService/ReencryptSecrets", REENCRYPTION,
            "POST /v1/runtimes/{game}:start", OPERATIONS,
            "POST /v1/runtimes/{game}:stop", OPERATIONS,
            "tidings.v1.RuntimeService/StartRuntime", OPERATIONS,
            "tidings.v1.RuntimeService/StopRuntime", OPERATIONS);

    static Stream<String> calls() {
        return CALLS.keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("calls")
    void a_change_leaves_a_record_with_its_caller(String operation) {
        Call call = CALLS.getOrDefault(operation, new Call("", () -> SERVER.get("/")));

        Answer answer = call.made().get();

        assertThat(answer.status()).as("%s", answer).isBetween(200, 299);
        List<AuditRecord> own = records().stream()
                .filter(one -> one.change().action().equals(call.action()))
                .filter(one -> one.origin().source() == source(operation))
                .toList();
        assertThat(own).as("records of %s among %s", operation, records()).hasSize(1);
        assertThat(own.getFirst().origin().actor()).matches("loopback|key_.*");
        assertThat(own.getFirst().origin().address()).isEqualTo("127.0.0.1");
        assertThat(own.getFirst().change().object()).isNotEmpty();
    }

    private static AuditSource source(String operation) {
        return operation.contains(" ") ? AuditSource.REST : AuditSource.GRPC;
    }

    private static List<AuditRecord> records() {
        return Stream.of("default", "shop")
                .flatMap(tenant -> SERVER.store.audit().records(AuditFilter.of(tenant), null, 100).items().stream())
                .sorted(Comparator.comparing(AuditRecord::id).reversed())
                .toList();
    }

    @Test
    void every_route_and_method_of_operators_that_changes_something_is_called_here() {
        Set<String> changes = new TreeSet<>();
        OpenApi.DOCUMENT.operations().stream()
                .filter(operation -> !operation.startsWith("GET "))
                .filter(operation -> ofOperators(OpenApi.DOCUMENT.operation(operation)))
                .forEach(changes::add);
        SERVER.routes().stream()
                .map(config -> config.route().patternString())
                .filter(path -> path.matches("/tidings\\.v1\\.\\w+/\\w+"))
                .map(path -> path.substring(1))
                .filter(method -> !method.matches(".*/(Get|List|Export|Submit|Preview)\\w*"))
                .forEach(changes::add);

        Set<String> known = new TreeSet<>(CALLS.keySet());
        known.addAll(EXCEPTIONS.keySet());
        assertThat(changes)
                .as("add a call to AuditedCalls, or an exception with its reason")
                .isEqualTo(known);
        assertThat(CALLS.keySet()).doesNotContainAnyElementsOf(EXCEPTIONS.keySet());
    }

    private static boolean ofOperators(JsonNode operation) {
        List<String> scopes = new ArrayList<>();
        operation
                .path("security")
                .forEach(alternative -> alternative.path("key").forEach(scope -> scopes.add(scope.asText())));
        return !scopes.isEmpty() && Set.of("operate", "admin", "system").containsAll(scopes);
    }
}
