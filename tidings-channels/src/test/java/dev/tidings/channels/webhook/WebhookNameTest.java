package dev.tidings.channels.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidings.channels.outbound.NameServer;
import dev.tidings.core.channel.Outcome;
import io.netty.resolver.dns.SingletonDnsServerAddressStreamProvider;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Whose fault it is that a name does not resolve: only the receiver's costs an attempt. */
class WebhookNameTest {
    private static final AtomicInteger NAMES = new AtomicInteger();

    private static WebhookChannel asking(NameServer server) {
        WebhookChannel channel = new WebhookChannel(
                factory -> factory.domainNameResolverCustomizer(names -> names.serverAddresses(server.address())),
                new SingletonDnsServerAddressStreamProvider(server.address()));
        channel.start(Hooks.context(Map.of(), address -> true, InstantSource.fixed(Hooks.NOW)));
        return channel;
    }

    private static Outcome send(WebhookChannel channel) throws InterruptedException {
        String name = "r" + NAMES.incrementAndGet() + ".receiver.example";
        return channel.send(Hooks.message(Hooks.endpoint("http://" + name + "/hook")));
    }

    @Test
    void a_name_that_its_own_name_server_does_not_tell_costs_an_attempt() throws Exception {
        for (int code : new int[] {NameServer.SERVFAIL, NameServer.NXDOMAIN}) {
            try (NameServer server = new NameServer(NameServer.NOERROR, code);
                    WebhookChannel channel = asking(server)) {
                assertThat(send(channel)).isInstanceOf(Outcome.Retry.class);
                server.rootAnswers.acquire();
                assertThat(send(channel)).isInstanceOfSatisfying(Outcome.Retry.class, retry -> {
                    assertThat(retry.code()).isEqualTo("network_error");
                    assertThat(retry.message()).endsWith("its name does not resolve");
                });
            }
        }
    }

    @Test
    void while_the_name_servers_of_this_machine_serve_nobody_nothing_is_tried() throws Exception {
        try (NameServer server = new NameServer(NameServer.NOERROR, NameServer.SERVFAIL);
                WebhookChannel channel = asking(server)) {
            assertThat(send(channel)).isInstanceOf(Outcome.Retry.class);
            server.rootAnswers.acquire();

            server.answers(NameServer.SERVFAIL, NameServer.SERVFAIL);
            await().untilAsserted(() -> assertThat(send(channel))
                    .isInstanceOfSatisfying(
                            Outcome.NotTried.class,
                            away -> assertThat(away.reason()).isEqualTo("no name server of this machine answers")));

            server.answers(NameServer.NOERROR, NameServer.NXDOMAIN);
            assertThat(send(channel)).isInstanceOf(Outcome.Retry.class);
        }
    }

    @Test
    void name_servers_that_never_tell_of_the_root_are_not_taken_for_away() throws Exception {
        try (NameServer server = new NameServer(NameServer.SERVFAIL, NameServer.SERVFAIL);
                WebhookChannel channel = asking(server)) {
            assertThat(send(channel)).isInstanceOf(Outcome.Retry.class);
            server.rootAnswers.acquire();
            assertThat(send(channel)).isInstanceOf(Outcome.Retry.class);
        }
    }
}
