package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.linecorp.armeria.common.HttpMethod;
import dev.tidings.core.access.Scope;
import dev.tidings.server.app.EdgeServer.Answer;
import dev.tidings.testkit.extension.NeedsServers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Access of every kind of credential to every route matches the scopes in the OpenAPI document, and in the table
 * here for gRPC services. A route in neither of them fails the test.
 */
@NeedsServers
class ScopeMatrixTest {
    @RegisterExtension
    static final EdgeServer SERVER = new EdgeServer();

    /** The scopes of gRPC services. Those in the last line show no data. */
    private static final Map<String, Set<Scope>> SERVICES = new TreeMap<>(Map.ofEntries(
            Map.entry("tidings.v1.IntentService", EnumSet.of(Scope.PRODUCE)),
            Map.entry("tidings.v1.PreviewService", EnumSet.of(Scope.PRODUCE, Scope.OPERATE)),
            Map.entry("tidings.v1.NotificationService", EnumSet.of(Scope.PRODUCE, Scope.OPERATE)),
            Map.entry("tidings.v1.DeliveryService", EnumSet.of(Scope.OPERATE)),
            Map.entry("tidings.v1.BulkRunService", EnumSet.of(Scope.OPERATE)),
            Map.entry("tidings.v1.EndpointService", EnumSet.of(Scope.OPERATE)),
            Map.entry("tidings.v1.QuarantineService", EnumSet.of(Scope.OPERATE)),
            Map.entry("tidings.v1.OperationalEventService", EnumSet.of(Scope.OPERATE)),
            Map.entry("tidings.v1.AuditService", EnumSet.of(Scope.AUDIT)),
            Map.entry("tidings.v1.NotificationAdminService", EnumSet.of(Scope.OPERATE)),
            Map.entry("tidings.v1.RecipientDataService", EnumSet.of(Scope.ADMIN)),
            Map.entry("tidings.v1.RecipientService", EnumSet.of(Scope.OPERATE)),
            Map.entry("tidings.v1.TopicService", EnumSet.of(Scope.PRODUCE, Scope.OPERATE)),
            Map.entry("tidings.v1.TopicAdminService", EnumSet.of(Scope.OPERATE)),
            Map.entry("tidings.v1.TypeService", EnumSet.of(Scope.PRODUCE, Scope.OPERATE)),
            Map.entry("tidings.v1.TypeAdminService", EnumSet.of(Scope.OPERATE)),
            Map.entry("tidings.v1.TenantService", EnumSet.of(Scope.PRODUCE, Scope.OPERATE)),
            Map.entry("tidings.v1.TenantAdminService", EnumSet.of(Scope.SYSTEM)),
            Map.entry("tidings.v1.RuntimeService", EnumSet.of(Scope.OPERATE)),
            Map.entry("tidings.v1.NodeService", EnumSet.of(Scope.SYSTEM)),
            Map.entry("tidings.v1.WaitService", EnumSet.of(Scope.SYSTEM)),
            Map.entry("tidings.v1.ProviderService", EnumSet.of(Scope.SYSTEM)),
            Map.entry("tidings.v1.ApiKeyService", EnumSet.of(Scope.ADMIN)),
            Map.entry("tidings.v1.SecretKeyService", EnumSet.of(Scope.SYSTEM)),
            Map.entry("tidings.v1.TokenKeyService", EnumSet.of(Scope.SYSTEM)),
            Map.entry("tidings.push.v1.Push", EnumSet.of(Scope.SUBSCRIBE)),
            Map.entry("push.v1.Push", EnumSet.of(Scope.SUBSCRIBE)),
            Map.entry("grpc.health.v1.Health", EnumSet.noneOf(Scope.class)),
            Map.entry("grpc.reflection.v1.ServerReflection", EnumSet.noneOf(Scope.class))));

    /** The page at /docs and its files. */
    private static final String PAGE = "/docs";

    private static final Map<Scope, String> KEYS = new EnumMap<>(Scope.class);
    private static String token = "";

    @BeforeAll
    static void forgetKeys() {
        KEYS.clear();
    }

    @BeforeEach
    void makeKeys() {
        for (Scope scope : Scope.values()) {
            KEYS.put(
                    scope,
                    "Bearer "
                            + SERVER.keys
                                    .create("test", "default", Set.of(scope))
                                    .text()
                                    .reveal());
        }
        SERVER.clock.advance(Duration.ofSeconds(2));
        token = "Bearer "
                + SERVER.post("/v1/tokens", "{\"recipient\":\"r\"}", "authorization", key(Scope.ADMIN))
                        .text("token");
    }

    static Stream<String> operations() {
        return OpenApi.DOCUMENT.operations().stream();
    }

    @ParameterizedTest
    @MethodSource("operations")
    void an_operation_accepts_the_documented_credentials(String operation) {
        JsonNode security = OpenApi.DOCUMENT.operation(operation).get("security");
        assertThat(security)
                .as("%s has no rule: say its scopes under `security`", operation)
                .isNotNull();
        boolean open = security.isEmpty();
        boolean tokens = false;
        Set<Scope> scopes = EnumSet.noneOf(Scope.class);
        for (JsonNode alternative : security) {
            tokens |= alternative.has("token");
            alternative
                    .path("key")
                    .forEach(scope -> scopes.add(Scope.valueOf(scope.asText().toUpperCase(Locale.ROOT))));
        }
        assertThat(open || !scopes.isEmpty()).as("%s names no scope", operation).isTrue();

        String[] parts = operation.split(" ", 2);
        String path = parts[1].replaceAll("\\{\\w+}", "x").replace("/x/acks", "/dlv_00000000000000000000000000/acks");
        check(operation, HttpMethod.valueOf(parts[0]), path, open, tokens, scopes);
    }

    static Stream<String> calls() {
        return grpcPaths().stream();
    }

    private static Set<String> grpcPaths() {
        Set<String> paths = new TreeSet<>();
        SERVER.routes().forEach(config -> {
            String path = config.route().patternString();
            if (!path.startsWith(PAGE) && path.matches("/[\\w.]+\\.[A-Z]\\w+/\\w+")) {
                paths.add(path);
            }
        });
        return paths;
    }

    @ParameterizedTest
    @MethodSource("calls")
    void a_grpc_call_accepts_the_credentials_of_its_service(String path) {
        String service = path.substring(1, path.lastIndexOf('/'));
        Set<Scope> scopes = SERVICES.get(service);
        if (scopes == null) {
            throw new AssertionError(service + " has no rule: say its scopes in the table");
        }

        check(path, HttpMethod.POST, path, scopes.isEmpty(), service.endsWith("push.v1.Push"), scopes);
    }

    private static String key(Scope scope) {
        return Objects.requireNonNull(KEYS.get(scope));
    }

    private static void check(
            String what, HttpMethod method, String path, boolean open, boolean tokens, Set<Scope> scopes) {
        assertThat(let(method, path)).as("%s without a key", what).isEqualTo(open);
        assertThat(let(method, path, "authorization", "Bearer tdk_0000000000000000000000000000000000000000000"))
                .as("%s with an unknown key", what)
                .isEqualTo(open);
        for (Scope scope : Scope.values()) {
            boolean may = open || scopes.stream().anyMatch(scope::covers);
            assertThat(let(method, path, "authorization", key(scope)))
                    .as("%s with %s", what, scope)
                    .isEqualTo(may);
        }
        assertThat(let(method, path, "authorization", token))
                .as("%s with a token", what)
                .isEqualTo(open || tokens);
    }

    /** Whether access is allowed. Streams get an invalid request, because a valid one would not end. */
    private static boolean let(HttpMethod method, String path, String... headers) {
        boolean stream = path.startsWith("/v1/events") && !path.endsWith("/acks");
        boolean grpc = path.matches("/[\\w.]+\\.[A-Z]\\w+/\\w+");
        byte[] body = method == HttpMethod.GET ? null : "{".getBytes(StandardCharsets.UTF_8);
        String[] all = grpc
                ? Stream.concat(Stream.of(headers), Stream.of("content-type", "application/grpc+proto"))
                        .toArray(String[]::new)
                : headers;
        Answer answer = SERVER.send(method, stream ? path + "?cursor=none" : path, grpc ? FRAME : body, all);
        if (grpc) {
            String status = answer.http()
                    .headers()
                    .get("grpc-status", answer.http().trailers().get("grpc-status", ""));
            return !List.of("7", "16").contains(status);
        }
        return answer.status() != 401 && answer.status() != 403;
    }

    /** A message with a wrong length. */
    private static final byte[] FRAME = {0, 0, 0, 0, 1, (byte) 0xff};

    @Test
    void the_table_lists_exactly_the_existing_services() {
        Set<String> services = grpcPaths().stream()
                .map(path -> path.substring(1, path.lastIndexOf('/')))
                .collect(Collectors.toSet());
        assertThat(services).isEqualTo(SERVICES.keySet());
        assertThat(GrpcCalls.unary()).allSatisfy(call -> assertThat(grpcPaths()).contains(call));
    }
}
