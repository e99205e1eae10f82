package dev.tidings.http.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ProxiedAddresses;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.tidings.core.access.Scope;
import dev.tidings.core.telemetry.AccessListener;
import dev.tidings.store.jdbc.sqlite.SqliteStore;
import dev.tidings.testkit.id.CountingIds;
import dev.tidings.testkit.store.ReversingCipher;
import dev.tidings.testkit.time.SettableClock;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class AuthenticatorTest {
    @Test
    void without_an_active_key_only_this_machine_has_access() throws Exception {
        assertThat(statusFor("127.0.0.1")).isEqualTo(HttpStatus.OK);
        assertThat(statusFor("::1")).isEqualTo(HttpStatus.OK);
        assertThat(statusFor("192.0.2.7")).isEqualTo(HttpStatus.UNAUTHORIZED);
        assertThat(statusFor("127.0.0.1", "192.0.2.7"))
                .as("a client named by a local trusted proxy")
                .isEqualTo(HttpStatus.UNAUTHORIZED);
    }

    private static HttpStatus statusFor(String remote) throws Exception {
        return statusFor(remote, remote);
    }

    private static HttpStatus statusFor(String remote, String client) throws Exception {
        SettableClock clock = new SettableClock(Instant.parse("2026-11-21T08:00:00Z"));
        try (SqliteStore store =
                SqliteStore.openInMemory("authenticator", clock, new ReversingCipher(), new CountingIds())) {
            OwnTokens tokens = new OwnTokens(
                    new TokenKeyRing(
                            store.tokenKeys(),
                            Runnable::run,
                            Runnable::run,
                            new CountingIds(),
                            new SecureRandom(),
                            clock,
                            clock.ticker()),
                    clock);
            Authenticator authenticator = new Authenticator(
                    new KeyRing(store.keys(), Runnable::run, Runnable::run, clock, clock.ticker()),
                    new OriginGuard(List.of()),
                    new Tokens(tokens, null, Runnable::run),
                    new Origins(List.of()),
                    new RefusalLog(AccessListener.NONE, clock.ticker()));
            HttpRequest request = HttpRequest.of(RequestHeaders.builder(HttpMethod.GET, "/v1/deliveries")
                    .authority("localhost")
                    .build());
            ServiceRequestContext ctx = ServiceRequestContext.builder(request)
                    .remoteAddress(new InetSocketAddress(InetAddress.getByName(remote), 40_000))
                    .proxiedAddresses(ProxiedAddresses.of(new InetSocketAddress(InetAddress.getByName(client), 0)))
                    .build();
            HttpService open = (context, any) -> HttpResponse.of(HttpStatus.OK);
            return authenticator
                    .requiring(Scope.OPERATE)
                    .apply(open)
                    .serve(ctx, request)
                    .aggregate()
                    .join()
                    .status();
        }
    }
}
