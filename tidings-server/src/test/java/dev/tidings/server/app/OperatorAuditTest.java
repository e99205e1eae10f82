package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.server.Route;
import com.linecorp.armeria.server.ServiceConfig;
import dev.tidings.core.access.Scope;
import dev.tidings.http.feature.OperatorAudit;
import dev.tidings.server.app.EdgeServer.Answer;
import dev.tidings.testkit.extension.NeedsServers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each successful change by an operator is an operational event. */
@NeedsServers
class OperatorAuditTest {
    private static final String HALTING = ",\"ordering_key\":\"order-1\",\"ordering_on_dead\":\"halt\"";

    @RegisterExtension
    static final EdgeServer SERVER = new EdgeServer();

    /** All operations of the document that change something and that only operators may call. */
    static Stream<String> changes() {
        return OpenApi.DOCUMENT.operations().stream()
                .filter(operation -> !operation.startsWith("GET "))
                .filter(operation -> ofOperators(OpenApi.DOCUMENT.operation(operation)));
    }

    private static boolean ofOperators(JsonNode operation) {
        List<String> scopes = new ArrayList<>();
        operation.path("security").forEach(alternative -> {
            alternative.path("key").forEach(scope -> scopes.add(scope.asText()));
        });
        return !scopes.isEmpty() && Set.of("operate", "admin", "system").containsAll(scopes);
    }

    @ParameterizedTest
    @MethodSource("changes")
    void every_route_by_which_operators_change_something_is_recorded(String operation) {
        String[] parts = operation.split(" ", 2);
        List<ServiceConfig> routes = SERVER.routes().stream()
                .filter(config -> serves(config.route(), HttpMethod.valueOf(parts[0]), parts[1]))
                .toList();

        assertThat(routes).as("routes of %s", operation).isNotEmpty();
        assertThat(routes)
                .allSatisfy(route -> assertThat(route.service().as(OperatorAudit.Recorded.class))
                        .as("add %s by FeatureRoutes, which records it", operation)
                        .isNotNull());
    }

    private static boolean serves(Route route, HttpMethod method, String template) {
        String pattern = route.patternString();
        return route.methods().contains(method)
                && (pattern.equals(template)
                        || pattern.equals(template.replaceAll("\\{(\\w+)}", ":$1"))
                        || pattern.equals("^" + template.replaceAll("\\{(\\w+)}", "(?<$1>[^/]+)") + "$"));
    }

    @Test
    void the_release_of_a_halted_delivery_names_the_delivery_and_the_key() {
        String first = halted("k1");
        String operator = key(Scope.OPERATE);

        Answer released =
                SERVER.post("/v1/deliveries/" + first + ":release", "", "authorization", "Bearer " + operator);

        assertThat(released.status()).as("%s", released).isEqualTo(200);
        assertThat(calls().getFirst())
                .isEqualTo("POST /v1/deliveries/" + first + ":release called by "
                        + SERVER.store
                                .keys()
                                .keys("default", null, 10)
                                .items()
                                .getFirst()
                                .id());
    }

    @Test
    void a_refused_call_a_read_and_a_dry_run_are_not_recorded() {
        String first = halted("k1");
        int before = calls().size();

        assertThat(SERVER.post("/v1/deliveries/" + first + ":cancel", "").status())
                .isEqualTo(409);
        assertThat(SERVER.post("/tidings.v1.DeliveryService/CancelDelivery", "{\"deliveryId\":\"" + first + "\"}")
                        .status())
                .isEqualTo(400);
        assertThat(SERVER.get("/v1/deliveries/" + first).status()).isEqualTo(200);
        assertThat(SERVER.post("/tidings.v1.DeliveryService/GetDelivery", "{\"deliveryId\":\"" + first + "\"}")
                        .status())
                .isEqualTo(200);
        assertThat(SERVER.post("/v1/deliveries:replay", "{\"filter\":{\"status\":[\"dead\"]}}")
                        .text("status"))
                .isEqualTo("counted");
        assertThat(SERVER.post("/tidings.v1.DeliveryService/ReplayDeliveries", "{}")
                        .status())
                .isEqualTo(200);
        assertThat(SERVER.accept("of a producer")).isNotEmpty();

        assertThat(calls().subList(0, calls().size() - before))
                .as("only the endpoint that the helper puts")
                .allMatch(call -> call.startsWith("PUT /v1/recipients/user:42/endpoints/webhook "));
    }

    @Test
    void a_grpc_call_names_the_method_and_what_it_is_about() {
        String first = halted("k1");

        assertThat(SERVER.post("/tidings.v1.DeliveryService/ReleaseDelivery", "{\"deliveryId\":\"" + first + "\"}")
                        .status())
                .isEqualTo(200);
        assertThat(calls().getFirst())
                .isEqualTo("tidings.v1.DeliveryService/ReleaseDelivery delivery_id=" + first
                        + " called by a caller without a key");

        assertThat(SERVER.post(
                                "/tidings.v1.EndpointService/PutEndpoint",
                                "{\"recipient\":\"ann\",\"channel\":\"webhook\",\"address\":\"http://127.0.0.1:9/a\",\"secret\":\"whsec_c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0\"}")
                        .status())
                .isEqualTo(200);
        assertThat(calls().getFirst())
                .isEqualTo("tidings.v1.EndpointService/PutEndpoint recipient=ann channel=webhook called by a caller"
                        + " without a key");
    }

    /** Two deliveries of a halting key, the first of which is dead; returns its id. */
    private static String halted(String key) {
        SERVER.store.clear();
        SERVER.putEndpoint("user:42");
        String first = accept(key);
        accept(key + "b");
        SERVER.end(SERVER::rejected);
        return first;
    }

    private static String accept(String key) {
        return SERVER.post("/v1/intents", IntentRestTest.intent(key, HALTING))
                .json()
                .at("/deliveries/0/delivery_id")
                .asText();
    }

    private static String key(Scope scope) {
        String text =
                SERVER.keys.create("test", "default", Set.of(scope)).text().reveal();
        SERVER.clock.advance(Duration.ofSeconds(2));
        return text;
    }

    /** The recorded calls, newest first. */
    private static List<String> calls() {
        return SERVER.store.events().events("default", null, 100).items().stream()
                .filter(event -> event.kind().equals(OperatorAudit.KIND))
                .map(event -> event.subject() + " " + event.message())
                .toList();
    }
}
