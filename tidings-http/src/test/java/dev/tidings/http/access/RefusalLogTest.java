package dev.tidings.http.access;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.server.Route;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.tidings.core.access.AccessRefused;
import dev.tidings.core.access.AccessRefused.Reason;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.ProblemCode;
import dev.tidings.testkit.time.SettableClock;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Checks that each refusal leaves a log line and that a flood of refusals leaves few. */
class RefusalLogTest {
    private final SettableClock clock = SettableClock.atStart();
    private final List<Reason> counted = new ArrayList<>();
    private final RefusalLog refusals = new RefusalLog(counted::add, clock.ticker());
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeEach
    void listen() {
        log.start();
        logger().addAppender(log);
    }

    @AfterEach
    void stop() {
        logger().detachAppender(log);
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger(RefusalLog.class);
    }

    private void refuse(Reason reason, @Nullable String keyId, String client) throws UnknownHostException {
        ServiceRequestContext ctx = ServiceRequestContext.builder(
                        HttpRequest.of(HttpMethod.GET, "/v1/deliveries/dlv_1?token=secret"))
                .route(Route.builder()
                        .path("regex:^/v1/deliveries/(?<id>[^/]+)$")
                        .build())
                .remoteAddress(new InetSocketAddress(InetAddress.getByName(client), 40_000))
                .build();
        refusals.add(
                ctx, new AccessRefused(reason, keyId, Problem.of(ProblemCode.UNAUTHENTICATED, "what a client wrote")));
    }

    private List<String> lines() {
        assertThat(log.list).allMatch(event -> event.getLevel() == Level.WARN && event.getThrowableProxy() == null);
        return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    @Test
    void a_line_names_the_reason_client_and_route_but_no_client_input() throws Exception {
        refuse(Reason.SCOPE, "key_1", "2001:db8::1");

        assertThat(lines())
                .singleElement()
                .asString()
                .contains("access refused: reason=scope key_id=key_1 client=2001:db8:0:0:0:0:0:1 method=GET"
                        + " route=/v1/deliveries/{id} unlogged=0")
                .doesNotContain("secret", "what a client wrote", "dlv_1");
    }

    @Test
    void a_reason_is_logged_once_per_minute_and_client_and_counted_each_time() throws Exception {
        for (int i = 0; i < 100; i++) {
            refuse(Reason.WRONG_KEY, null, "192.0.2.7");
        }
        refuse(Reason.NO_CREDENTIALS, null, "192.0.2.7");
        refuse(Reason.WRONG_KEY, null, "192.0.2.8");
        assertThat(lines()).hasSize(3);

        clock.advance(RefusalLog.INTERVAL.minus(Duration.ofMillis(1)));
        refuse(Reason.WRONG_KEY, null, "192.0.2.7");
        assertThat(lines()).hasSize(3);

        clock.advance(Duration.ofMillis(1));
        refuse(Reason.WRONG_KEY, null, "192.0.2.7");
        assertThat(lines()).hasSize(4).last().asString().endsWith("unlogged=100");
        assertThat(counted).hasSize(104);
    }

    @Test
    void an_ipv6_network_is_one_client_and_a_key_is_one_client_from_any_address() throws Exception {
        refuse(Reason.WRONG_KEY, null, "2001:db8::1");
        refuse(Reason.WRONG_KEY, null, "2001:db8::ffff");
        assertThat(lines()).hasSize(1);

        refuse(Reason.SCOPE, "key_1", "192.0.2.7");
        refuse(Reason.SCOPE, "key_1", "192.0.2.8");
        assertThat(lines()).hasSize(2);
    }

    @Test
    void many_clients_increase_the_counter_but_do_not_flood_the_log() throws Exception {
        for (int i = 0; i < 1_000; i++) {
            refuse(Reason.WRONG_KEY, null, "10.0." + i / 250 + "." + i % 250);
        }

        assertThat(lines()).hasSize(RefusalLog.MAX_LINES + 1);
        assertThat(lines()).last().asString().contains("only counted");
        assertThat(counted).hasSize(1_000);

        clock.advance(RefusalLog.INTERVAL);
        refuse(Reason.WRONG_KEY, null, "192.0.2.7");
        assertThat(lines()).hasSize(RefusalLog.MAX_LINES + 2);
    }
}
