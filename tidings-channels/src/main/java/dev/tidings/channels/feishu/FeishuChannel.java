package dev.tidings.channels.feishu;

import com.linecorp.armeria.client.ClientFactoryBuilder;
import com.linecorp.armeria.client.UnprocessedRequestException;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.RequestHeadersBuilder;
import com.samskivert.mustache.MustacheException;
import dev.tidings.channels.http.AddressCache;
import dev.tidings.channels.http.EndpointResponse;
import dev.tidings.channels.http.FinalStatuses;
import dev.tidings.channels.http.OutboundClient;
import dev.tidings.channels.http.ResponseMasking;
import dev.tidings.channels.http.TargetUrl;
import dev.tidings.channels.outbound.TlsFailure;
import dev.tidings.channels.template.Composer;
import dev.tidings.core.channel.Channel;
import dev.tidings.core.channel.ChannelContext;
import dev.tidings.core.channel.Evidence;
import dev.tidings.core.channel.Message;
import dev.tidings.core.channel.Outcome;
import dev.tidings.core.channel.Preview;
import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.endpoint.EndpointAuth;
import dev.tidings.core.endpoint.EndpointRate;
import dev.tidings.core.endpoint.SigningSecret;
import dev.tidings.core.problem.Cause;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.ProblemException;
import dev.tidings.core.retry.RetryPolicy;
import dev.tidings.core.store.StoreUnavailable;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Delivers to Feishu or Lark. */
public final class FeishuChannel implements Channel {
    private static final RetryPolicy RETRY = RetryPolicy.exponential(Duration.ofMinutes(5), Duration.ofMinutes(30), 5);
    private static final EndpointRate BOT_RATE = new EndpointRate(Duration.ofMillis(600));
    private static final int MAX_SECRET_CHARS = 200;

    private record Ready(
            ChannelContext context,
            FeishuSettings settings,
            Composer composer,
            OutboundClient client,
            AddressCache<FeishuAddress> addresses) {}

    private @Nullable Ready ready;

    @Override
    public String name() {
        return "feishu";
    }

    @Override
    public void start(ChannelContext context) {
        if (ready == null) {
            FeishuSettings settings = FeishuSettings.of(context);
            Composer composer = PreparedPost.composer(settings, context.recipients());
            UnaryOperator<ClientFactoryBuilder> unchanged = UnaryOperator.identity();
            OutboundClient client = new OutboundClient(settings.http(), context.outbound(), unchanged);
            AddressCache<FeishuAddress> addresses = new AddressCache<>(
                    client, url -> FeishuAddress.parse("address", url, settings.hosts()), FeishuAddress::target);
            ready = new Ready(context, settings, composer, client, addresses);
        }
    }

    @Override
    public Outcome send(Message message) throws InterruptedException {
        Ready now = started();
        AddressCache.Route<FeishuAddress> route;
        PreparedPost prepared;
        try {
            route = now.addresses().to(message.address());
            prepared = posting(now, message, route.address(), null);
        } catch (ProblemException | IOException | MustacheException | GeneralSecurityException e) {
            return refused(e);
        } catch (StoreUnavailable outage) {
            return Composer.UNREAD;
        }
        Outcome refusal = prepared.refusal();
        return refusal == null ? post(now, route, prepared) : refusal;
    }

    @Override
    public Preview preview(Message message, @Nullable Locale locale) {
        Ready now = started();
        try {
            FeishuAddress address = FeishuAddress.parse(
                    "address", message.address(), now.settings().hosts());
            return posting(now, message, address, locale).preview();
        } catch (ProblemException | IOException | MustacheException | GeneralSecurityException e) {
            return Preview.refused(refused(e));
        }
    }

    private static PreparedPost posting(Ready now, Message message, FeishuAddress address, @Nullable Locale locale)
            throws IOException, GeneralSecurityException {
        Instant at = now.context().clock().instant();
        return PreparedPost.of(message, address, locale, now.composer(), at);
    }

    private static Outcome refused(Exception why) {
        return why instanceof ProblemException invalid
                ? Outcome.rejected("endpoint_invalid", invalid.problem().message(), Evidence.NONE)
                : Outcome.rejected(
                        "payload_encoding_failed",
                        "the message could not be composed: " + why.getMessage(),
                        Evidence.NONE);
    }

    private static Outcome post(Ready now, AddressCache.Route<FeishuAddress> route, PreparedPost prepared)
            throws InterruptedException {
        int maxBytes = now.settings().http().evidenceBytes();
        String request = prepared.shown(maxBytes);
        try {
            EndpointResponse response = OutboundClient.post(
                    route.client(),
                    headers(route.target().path(), prepared.token()),
                    prepared.body().json(),
                    EndpointResponse.READ_BYTES);
            FinalStatuses finals = Objects.requireNonNullElse(
                    prepared.finalStatuses(), now.settings().http().finalStatuses());
            return FeishuOutcomes.of(
                    response.masking(prepared.secrets()),
                    finals,
                    now.context().clock().instant(),
                    evidence(request, response, prepared.secrets(), maxBytes));
        } catch (ExecutionException e) {
            Throwable failure = Cause.of(e);
            Outcome outcome =
                    now.client().noAnswer(failure, "feishu", route.target(), new Evidence(null, null, request, null));
            return failure instanceof UnprocessedRequestException && outcome instanceof Outcome.Retry retry
                    ? retry.ofProvider()
                    : outcome;
        }
    }

    private static RequestHeaders headers(String path, String token) {
        RequestHeadersBuilder headers =
                RequestHeaders.builder(HttpMethod.POST, path).contentType(MediaType.JSON_UTF_8);
        if (!token.isEmpty()) {
            headers.set(HttpHeaderNames.AUTHORIZATION, "Bearer " + token);
        }
        return headers.build();
    }

    private static Evidence evidence(String request, EndpointResponse response, List<String> secrets, int maxBytes) {
        String kept = ResponseMasking.shortened(ResponseMasking.clean(response.body(), secrets), maxBytes);
        return new Evidence(response.status(), null, request, kept.isEmpty() ? null : kept);
    }

    @Override
    public String shownAddress(String address) {
        try {
            return FeishuAddress.parse("address", address, started().settings().hosts())
                    .shown();
        } catch (ProblemException malformed) {
            return "****";
        }
    }

    @Override
    public void checkAddress(String field, String address) {
        var _ = FeishuAddress.parse(field, address, started().settings().hosts());
    }

    @Override
    public void checkEndpoint(Endpoint endpoint) {
        FeishuSettings settings = started().settings();
        var _ = FeishuOptions.of(endpoint);
        FeishuAddress address = FeishuAddress.parse("address", endpoint.address(), settings.hosts());
        boolean flow = address.kind() == FeishuAddress.Kind.FLOW;
        switch (endpoint.auth()) {
            case EndpointAuth.None none -> {}
            case EndpointAuth.Bearer bearer when flow -> {}
            case EndpointAuth other ->
                throw Problem.invalid(
                                "auth.type",
                                flow ? "neither none nor bearer" : "not none",
                                flow
                                        ? "none or bearer"
                                        : "none: a bot authenticates by its address and signs with secret")
                        .exception();
        }
        for (SigningSecret secret : endpoint.secrets()) {
            if (flow || secret.secret().reveal().length() > MAX_SECRET_CHARS) {
                throw Problem.invalid(
                                "secret",
                                secret.secret().masked(),
                                flow
                                        ? "none: flows are not signed; put a bearer token into auth"
                                        : "the bot's signing secret, at most " + MAX_SECRET_CHARS + " characters")
                        .exception();
            }
        }
    }

    /** Returns the host of the platform, which the endpoints of many owners share. */
    @Override
    public @Nullable String provider(String address) {
        try {
            TargetUrl target = started().addresses().to(address).target();
            return new TlsFailure.Peer(target.host(), target.port(), name()).toString();
        } catch (ProblemException malformed) {
            return null;
        }
    }

    /** Returns the endpoint's own rate; for bots, Feishu's limit of a hundred messages per minute by default. */
    @Override
    public @Nullable EndpointRate rate(Endpoint endpoint) {
        EndpointRate own = EndpointRate.of(endpoint.settings());
        return own == null && FeishuAddress.Kind.BOT.isOf(endpoint.address()) ? BOT_RATE : own;
    }

    @Override
    public RetryPolicy retryPolicy() {
        return RETRY;
    }

    @Override
    public void close() {
        if (ready != null) {
            ready.client().close();
        }
    }

    private Ready started() {
        return Objects.requireNonNull(ready, "not started");
    }
}
