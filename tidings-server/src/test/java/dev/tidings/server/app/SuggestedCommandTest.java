package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.linecorp.armeria.common.HttpMethod;
import dev.tidings.admin.Waiting;
import dev.tidings.channels.email.EmailChannel;
import dev.tidings.core.channel.Evidence;
import dev.tidings.core.channel.Outcome;
import dev.tidings.core.delivery.Completion;
import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.delivery.LeasedDelivery;
import dev.tidings.core.endpoint.EndpointCircuit;
import dev.tidings.core.endpoint.EndpointKey;
import dev.tidings.core.endpoint.EndpointRate;
import dev.tidings.core.endpoint.TargetKey;
import dev.tidings.core.store.LeaseGrant;
import dev.tidings.core.store.RateTake;
import dev.tidings.core.tenant.TenantWeights;
import dev.tidings.testkit.extension.NeedsServers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** In every state of a delivery, the server accepts the command that {@code tidings why} suggests. */
@NeedsServers
class SuggestedCommandTest {
    private static final String PATH = "/v1/recipients/user:42/endpoints/webhook";
    private static final String ADDRESS = "\"address\":\"http://127.0.0.1:9/hook\"";
    private static final TargetKey MAIL_SERVER = TargetKey.ofProvider("email", "127.0.0.1:25");
    private static final Duration HOUR = Duration.ofHours(1);

    @RegisterExtension
    static final EdgeServer SERVER = new EdgeServer()
            .with(
                    new EmailChannel(),
                    Map.of("host", "127.0.0.1", "port", 25, "security", "none", "from", "tidings@example.com"));

    /**
     * A state.
     *
     * @param is the reason of the wait or, for a delivery that does not wait, its status; the rest says how it came to be
     * @param made brings a delivery into this state; returns its id
     * @param command the suggested command, in which ID is that of the delivery
     * @param before what the explanation asks for before the command
     */
    record State(String is, Supplier<String> made, String command, Runnable before) {
        State(String is, Supplier<String> made, String command) {
            this(is, made, command, () -> {});
        }

        String code() {
            return is.substring(0, (is + " ").indexOf(" "));
        }

        @Override
        public String toString() {
            return is;
        }
    }

    static List<State> states() {
        return List.of(
                new State("not_before", () -> accept(",\"not_before\":\"" + inAnHour() + "\""), "tidings cancel ID"),
                new State("ordering", SuggestedCommandTest::behindAnother, "tidings why FIRST"),
                new State("ordering_halted", SuggestedCommandTest::halted, "tidings release FIRST"),
                new State("concurrency_limit", SuggestedCommandTest::withoutPermit, "tidings why FIRST"),
                new State("tenant_suspended", SuggestedCommandTest::suspended, "tidings tenants resume default"),
                new State(
                        "endpoint_paused",
                        () -> {
                            String id = accept("");
                            post(PATH + ":pause", "{\"until\":\"" + inAnHour() + "\"}");
                            return id;
                        },
                        "tidings endpoints resume user:42 webhook"),
                new State(
                        "endpoint_retry_after",
                        () -> blocked(EndpointCircuit.Reason.RETRY_AFTER),
                        "tidings endpoints unblock user:42 webhook"),
                new State(
                        "circuit_open",
                        () -> blocked(EndpointCircuit.Reason.CIRCUIT),
                        "tidings endpoints unblock user:42 webhook"),
                new State(
                        "circuit_open of a named endpoint",
                        SuggestedCommandTest::named,
                        "tidings endpoints unblock user:42 webhook --name orders"),
                new State(
                        "circuit_open of an address from the intent",
                        SuggestedCommandTest::ofAddress,
                        "tidings cancel ID"),
                new State(
                        "circuit_open of a deleted endpoint",
                        () -> {
                            String id = blocked(EndpointCircuit.Reason.CIRCUIT);
                            assertThat(SERVER.send(HttpMethod.DELETE, PATH, null)
                                            .status())
                                    .isEqualTo(204);
                            return id;
                        },
                        "tidings cancel ID"),
                new State("provider_unavailable", SuggestedCommandTest::mail, "tidings cancel ID"),
                new State("retry_backoff", () -> ended("", SuggestedCommandTest::failed), "tidings retry-now ID"),
                new State(
                        "rate_limit",
                        SuggestedCommandTest::limited,
                        "tidings endpoints patch user:42 webhook --set rate_per_second=N"),
                new State("capacity", () -> accept(""), "tidings deliveries --waiting-for capacity --channel webhook"),
                new State(
                        "capacity later",
                        () -> ended("", leased -> Completion.givenBack(leased, HOUR)),
                        "tidings retry-now ID"),
                new State("sent", () -> ended("", SuggestedCommandTest::sent), "tidings replay ID"),
                new State("dead", () -> ended("", SERVER::rejected), "tidings replay ID"),
                new State(
                        "dead",
                        () -> {
                            String id = ended("", SERVER::rejected);
                            assertThat(SERVER.send(HttpMethod.DELETE, PATH, null)
                                            .status())
                                    .isEqualTo(204);
                            return id;
                        },
                        "tidings show ID"),
                new State(
                        "dead, expired",
                        () -> ended("", leased -> Completion.dead(leased, "expired")),
                        "tidings replay ID"),
                new State("sent and replaced", () -> replaced(SuggestedCommandTest::sent), "tidings show BY"),
                new State("dead and replaced", () -> replaced(SERVER::rejected), "tidings show BY"),
                new State("canceled, superseded", SuggestedCommandTest::superseded, "tidings show BY"),
                new State("sending", () -> sending(accept("")), "tidings show ID"),
                new State(
                        "canceled",
                        () -> {
                            String id = accept("");
                            post("/v1/deliveries/" + id + ":cancel", "");
                            return id;
                        },
                        "tidings show ID"),
                new State("skipped, recipient_missing", () -> submit(""), "tidings replay ID", () -> put("")),
                new State(
                        "skipped, no_matching_endpoint",
                        () -> {
                            put(",\"types\":[\"other.*\"]");
                            return submit("");
                        },
                        "tidings replay ID",
                        () -> put("")),
                new State(
                        "skipped, endpoint_disabled",
                        () -> {
                            put(",\"enabled\":false");
                            return submit("");
                        },
                        "tidings replay ID",
                        () -> put("")));
    }

    @ParameterizedTest
    @MethodSource("states")
    void the_server_accepts_the_suggested_command(State state) {
        String id = state.made().get();
        JsonNode delivery = SERVER.get("/v1/deliveries/" + id).json();
        assertThat(delivery.path("waiting")
                        .path("for")
                        .asText(delivery.path("status").asText()))
                .as("%s", delivery)
                .isEqualTo(state.code().replace(",", ""));

        String command = explained(id).path("command").asText();

        assertThat(command)
                .isEqualTo(state.command()
                        .replace("ID", id)
                        .replace("FIRST", delivery.at("/waiting/behind").asText())
                        .replace("BY", delivery.path("superseded_by").asText()));
        state.before().run();
        Cli.Result done = cli(command.replace("=N", "=100").split(" "));
        assertThat(done.exit()).as(done.out() + done.err()).isZero();
    }

    @Test
    void every_reason_and_every_status_has_a_row() {
        Set<String> codes =
                states().stream().map(state -> state.code().replace(",", "")).collect(Collectors.toSet());
        Set<String> all = new TreeSet<>(Waiting.Reason.codes());
        Arrays.stream(DeliveryStatus.values())
                .filter(status -> status != DeliveryStatus.PENDING && status != DeliveryStatus.FAILED)
                .map(DeliveryStatus::code)
                .forEach(all::add);
        assertThat(codes).containsAll(all);
    }

    private static JsonNode explained(String id) {
        Cli.Result why = cli("why", id, "--json");
        assertThat(why.exit()).as(why.err()).isZero();
        try {
            return EdgeServer.JSON.readTree(why.out()).at("/deliveries/0");
        } catch (IOException noJson) {
            throw new UncheckedIOException(noJson);
        }
    }

    /** @param command with or without the name of the program */
    private static Cli.Result cli(String... command) {
        return new Cli(Map.of(), "--server", "http://127.0.0.1:" + SERVER.port())
                .run(Stream.of(command).dropWhile("tidings"::equals).toArray(String[]::new));
    }

    private static void post(String path, String body) {
        EdgeServer.Answer answer = SERVER.post(path, body);
        assertThat(answer.status()).as("%s", answer).isBetween(200, 202);
    }

    private static void put(String more) {
        EdgeServer.Answer answer = SERVER.put(PATH, "{" + ADDRESS + more + "}");
        assertThat(answer.status()).as("%s", answer).isBetween(200, 201);
    }

    /** Submits an intent that differs from all others of this test; returns the id of its delivery. */
    private static String submit(String more) {
        EdgeServer.Answer answer = SERVER.post(
                "/v1/intents",
                IntentRestTest.intent(
                        "k" + SERVER.ids.next(SERVER.clock.instant()), ",\"channels\":[\"webhook\"]" + more));
        assertThat(answer.status()).as("%s", answer).isEqualTo(202);
        return answer.json().at("/deliveries/0/delivery_id").asText();
    }

    private static String accept(String more) {
        put("");
        return submit(more);
    }

    private static String ended(String more, Function<LeasedDelivery, Completion> ending) {
        String id = accept(more);
        SERVER.end(ending);
        return id;
    }

    private static Completion sent(LeasedDelivery leased) {
        return Completion.sent(leased, new Outcome.Sent(Evidence.status(200)), SERVER.clock.instant());
    }

    private static Completion failed(LeasedDelivery leased) {
        return Completion.retry(
                leased,
                new Outcome.Retry("http_500", "the endpoint answered 500", null, Evidence.status(500)),
                HOUR,
                SERVER.clock.instant());
    }

    private static String sending(String id) {
        assertThat(SERVER.store
                        .claims()
                        .claim(
                                "webhook",
                                1,
                                TenantWeights.EQUAL,
                                new LeaseGrant("edges", Duration.ofSeconds(30)),
                                SERVER.tokens))
                .hasSize(1);
        return id;
    }

    private static Instant inAnHour() {
        return SERVER.clock.instant().plus(HOUR);
    }

    private static TargetKey target(String name) {
        return SERVER.store
                .endpoints()
                .find(new EndpointKey("default", "user:42", "webhook", name))
                .orElseThrow()
                .target();
    }

    private static String behindAnother() {
        accept(",\"ordering_key\":\"order-1\"");
        return accept(",\"ordering_key\":\"order-1\"");
    }

    private static String withoutPermit() {
        sending(accept(",\"concurrency_key\":\"crm\""));
        String second = submit(",\"concurrency_key\":\"crm\"");
        SERVER.clock.advance(Duration.ofMillis(1));
        assertThat(SERVER.store
                        .claims()
                        .claim(
                                "webhook",
                                1,
                                TenantWeights.EQUAL,
                                new LeaseGrant("edges", Duration.ofSeconds(30)),
                                SERVER.tokens))
                .isEmpty();
        return second;
    }

    private static String halted() {
        String halting = ",\"ordering_key\":\"order-1\",\"ordering_on_dead\":\"halt\"";
        accept(halting);
        String second = accept(halting);
        SERVER.end(SERVER::rejected);
        return second;
    }

    private static String suspended() {
        String id = accept("");
        post("/v1/tenants/default:suspend", "");
        return id;
    }

    private static String blocked(EndpointCircuit.Reason reason) {
        String id = accept("");
        SERVER.store.health().block(target("default"), reason, reason == EndpointCircuit.Reason.CIRCUIT ? 1 : 0, HOUR);
        return id;
    }

    private static String named() {
        assertThat(SERVER.put(PATH + "?name=orders", "{" + ADDRESS + "}").status())
                .isEqualTo(201);
        String id = submit("");
        SERVER.store.health().block(target("orders"), EndpointCircuit.Reason.CIRCUIT, 1, HOUR);
        return id;
    }

    private static String addressed(String channel, String address) {
        return SERVER.post(
                        "/v1/intents",
                        "{\"type\":\"t\",\"producer\":\"p\",\"idempotency_key\":\""
                                + SERVER.ids.next(SERVER.clock.instant())
                                + "\",\"audience\":{\"addresses\":[{\"channel\":\"" + channel + "\",\"address\":\""
                                + address + "\"}]},\"payload\":{}}")
                .json()
                .at("/deliveries/0/delivery_id")
                .asText();
    }

    private static String ofAddress() {
        String address = "http://127.0.0.1:9/direct";
        String id = addressed("webhook", address);
        SERVER.store
                .health()
                .block(new TargetKey("default", "webhook", address), EndpointCircuit.Reason.CIRCUIT, 1, HOUR);
        return id;
    }

    private static String mail() {
        SERVER.store.health().block(MAIL_SERVER, EndpointCircuit.Reason.CIRCUIT, 1, HOUR);
        return addressed("email", "ann@example.com");
    }

    private static String limited() {
        put(",\"settings\":{\"rate_per_second\":\"0.1\"}");
        String id = submit("");
        SERVER.end(leased -> Completion.givenBack(leased, HOUR));
        SERVER.store
                .rates()
                .take(List.of(new RateTake(target("default"), Duration.ofSeconds(10), EndpointRate.TOLERANCE)));
        return id;
    }

    private static String replaced(Function<LeasedDelivery, Completion> ending) {
        String id = ended(",\"cancel_key\":\"c\"", ending);
        submit(",\"cancel_key\":\"c\",\"replaces\":true");
        return id;
    }

    private static String superseded() {
        String id = accept(",\"cancel_key\":\"c\"");
        submit(",\"cancel_key\":\"c\",\"replaces\":true");
        return id;
    }
}
