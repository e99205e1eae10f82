package dev.tidings.server.channel.feishu;

import com.linecorp.armeria.client.ClientFactoryBuilder;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.RequestHeadersBuilder;
import dev.tidings.core.channel.Channel;
import dev.tidings.core.channel.ChannelContext;
import dev.tidings.core.channel.Evidence;
import dev.tidings.core.channel.Message;
import dev.tidings.core.channel.Outcome;
import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.endpoint.EndpointAuth;
import dev.tidings.core.endpoint.EndpointRate;
import dev.tidings.core.endpoint.SigningSecret;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.ProblemException;
import dev.tidings.core.retry.RetryPolicy;
import dev.tidings.server.channel.http.Answer;
import dev.tidings.server.channel.http.Echo;
import dev.tidings.server.channel.http.NoAnswer;
import dev.tidings.server.channel.http.OutboundClient;
import dev.tidings.server.channel.http.Routes;
import dev.tidings.server.channel.text.Phrases;
import dev.tidings.server.channel.text.Wording;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Tells a recipient through Feishu or Lark. */
public final class FeishuChannel implements Channel {
    private static final RetryPolicy RETRY = RetryPolicy.exponential(Duration.ofMinutes(5), Duration.ofMinutes(30), 5);
    private static final EndpointRate BOT_RATE = new EndpointRate(Duration.ofMillis(600));
    private static final int MOST_BODY_BYTES = 20 * 1024;
    private static final int MOST_SECRET_CHARS = 200;

    private record Ready(
            ChannelContext context, FeishuSettings settings, OutboundClient client, Routes<FeishuAddress> routes) {}

    private @Nullable Ready ready;

    @Override
    public String name() {
        return "feishu";
    }

    @Override
    public void start(ChannelContext context) {
        if (ready == null) {
            FeishuSettings settings = FeishuSettings.of(context);
            UnaryOperator<ClientFactoryBuilder> asItIs = UnaryOperator.identity();
            OutboundClient client = new OutboundClient(settings.http(), context.outbound(), asItIs);
            Routes<FeishuAddress> routes = new Routes<>(
                    client, url -> FeishuAddress.parse("address", url, settings.hosts()), FeishuAddress::target);
            ready = new Ready(context, settings, client, routes);
        }
    }

    @Override
    public Outcome send(Message message) throws InterruptedException {
        Ready now = started();
        Routes.Route<FeishuAddress> route;
        Wording wording;
        FeishuBody body;
        try {
            route = now.routes().to(message.address());
            FeishuOptions options =
                    FeishuOptions.of(message.endpoint(), now.settings().locale());
            Phrases phrases = Phrases.in(options.locale());
            wording = Wording.of(message.notification(), phrases, now.settings().summaryLength());
            Instant at = now.context().clock().instant();
            body = route.address().kind() == FeishuAddress.Kind.FLOW
                    ? FeishuBody.flow(message, wording, phrases, at)
                    : FeishuBody.bot(wording, options, phrases, secret(message.endpoint(), at), at);
        } catch (ProblemException e) {
            return Outcome.rejected("endpoint_invalid", e.problem().message(), Evidence.NONE);
        } catch (GeneralSecurityException e) {
            return Outcome.rejected("payload_encoding_failed", "cannot sign: " + e.getMessage(), Evidence.NONE);
        }
        if (body.json().length > MOST_BODY_BYTES) {
            return Outcome.rejected(
                    "payload_too_large",
                    "the message has " + body.json().length + " bytes; Feishu takes " + MOST_BODY_BYTES + " at most",
                    Evidence.NONE);
        }
        return post(now, message, route, wording, body);
    }

    private static Outcome post(
            Ready now, Message message, Routes.Route<FeishuAddress> route, Wording wording, FeishuBody body)
            throws InterruptedException {
        String token = token(message.endpoint());
        FeishuAddress address = route.address();
        String request = shown(address, wording, body, token);
        try {
            Answer answer = OutboundClient.post(
                    route.client(), headers(route.target().path(), token), body.json(), Answer.READ_BYTES);
            return FeishuVerdict.of(
                    answer,
                    now.context().clock().instant(),
                    evidence(now, request, answer, secrets(address, body, token)));
        } catch (ExecutionException e) {
            Throwable failure = e.getCause() == null ? e : e.getCause();
            return NoAnswer.outcome(failure, route.target(), new Evidence(null, null, request, null));
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

    private static Evidence evidence(Ready now, String request, Answer answer, List<String> secrets) {
        byte[] whole = Echo.clean(answer.body(), secrets).getBytes(StandardCharsets.UTF_8);
        int most = now.settings().http().evidenceBytes();
        String kept = new String(whole, 0, Math.min(whole.length, most), StandardCharsets.UTF_8);
        return new Evidence(answer.status(), null, request, kept.isEmpty() ? null : kept);
    }

    private static String shown(FeishuAddress address, Wording wording, FeishuBody body, String token) {
        String json = new String(body.json(), StandardCharsets.UTF_8);
        return "POST " + address.shown() + (token.isEmpty() ? "" : "\nauthorization: Bearer ****")
                + "\nfallback_used: " + wording.fallbackUsed() + "\n\n"
                + Echo.clean(json, secrets(address, body, token));
    }

    private static List<String> secrets(FeishuAddress address, FeishuBody body, String token) {
        List<String> secrets = new ArrayList<>(List.of(address.key().reveal(), token));
        if (!body.signature().isEmpty()) {
            secrets.add(body.signature());
        }
        return secrets;
    }

    private static String token(@Nullable Endpoint endpoint) {
        return endpoint != null && endpoint.auth() instanceof EndpointAuth.Bearer bearer
                ? bearer.token().reveal()
                : "";
    }

    private static String secret(@Nullable Endpoint endpoint, Instant now) {
        if (endpoint != null) {
            for (SigningSecret secret : endpoint.secrets()) {
                if (secret.validAt(now)) {
                    return secret.secret().reveal();
                }
            }
        }
        return "";
    }

    @Override
    public void checkAddress(String field, String address) {
        var _ = FeishuAddress.parse(field, address, started().settings().hosts());
    }

    @Override
    public void checkEndpoint(Endpoint endpoint) {
        FeishuSettings settings = started().settings();
        var _ = FeishuOptions.of(endpoint, settings.locale());
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
                                        : "none: a bot is let in by its address, and signed with secret")
                        .exception();
        }
        for (SigningSecret secret : endpoint.secrets()) {
            if (flow || secret.secret().reveal().length() > MOST_SECRET_CHARS) {
                throw Problem.invalid(
                                "secret",
                                secret.secret().masked(),
                                flow
                                        ? "none: a flow is not signed; a bearer token goes into auth"
                                        : "the bot's signing secret, at most " + MOST_SECRET_CHARS + " characters")
                        .exception();
            }
        }
    }

    /** Of a bot, unless its owner says otherwise, what Feishu allows it: a hundred messages a minute. */
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
