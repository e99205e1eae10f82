package dev.tidings.channels.webhook;

import com.linecorp.armeria.client.ClientFactoryBuilder;
import dev.tidings.channels.http.AddressCache;
import dev.tidings.channels.http.EndpointResponse;
import dev.tidings.channels.http.FinalStatuses;
import dev.tidings.channels.http.HttpOutcomes;
import dev.tidings.channels.http.HttpSettings;
import dev.tidings.channels.http.OutboundClient;
import dev.tidings.channels.http.ResponseMasking;
import dev.tidings.channels.http.TargetUrl;
import dev.tidings.core.channel.Channel;
import dev.tidings.core.channel.ChannelContext;
import dev.tidings.core.channel.ChannelSettings;
import dev.tidings.core.channel.Evidence;
import dev.tidings.core.channel.Message;
import dev.tidings.core.channel.OutboundGuard;
import dev.tidings.core.channel.Outcome;
import dev.tidings.core.channel.Preview;
import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.endpoint.EndpointAuth;
import dev.tidings.core.endpoint.Secret;
import dev.tidings.core.endpoint.SigningSecret;
import dev.tidings.core.problem.Cause;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.ProblemException;
import dev.tidings.core.retry.RetryPolicy;
import dev.tidings.core.secret.Masking;
import io.netty.resolver.dns.DnsServerAddressStreamProvider;
import io.netty.resolver.dns.DnsServerAddressStreamProviders;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Delivers by HTTP POST, signed according to Standard Webhooks. */
public final class WebhookChannel implements Channel {
    /** The suffix that {@link Masking#address} appends to truncated addresses. */
    private static final String MASKED_END = "…";

    /** The schedule that Standard Webhooks recommends. */
    private static final RetryPolicy SCHEDULE = RetryPolicy.scheduled(List.of(
            Duration.ZERO,
            Duration.ofSeconds(5),
            Duration.ofMinutes(5),
            Duration.ofMinutes(30),
            Duration.ofHours(2),
            Duration.ofHours(5),
            Duration.ofHours(10),
            Duration.ofHours(14),
            Duration.ofHours(20),
            Duration.ofHours(24)));

    /** The state after the start. */
    private record Ready(
            ChannelContext context, HttpSettings settings, OutboundClient client, AddressCache<TargetUrl> addresses) {}

    private final UnaryOperator<ClientFactoryBuilder> customizer;
    private final DnsServerAddressStreamProvider nameServers;
    private final Signer signer = new Signer();
    private final String userAgent = "Tidings/" + version();
    private @Nullable Ready ready;

    public WebhookChannel() {
        this(UnaryOperator.identity());
    }

    /** Customizes the HTTP client, such as with another name resolver. */
    WebhookChannel(UnaryOperator<ClientFactoryBuilder> customizer) {
        this(customizer, DnsServerAddressStreamProviders.platformDefault());
    }

    /** @param nameServers the name servers that the customized client uses */
    WebhookChannel(UnaryOperator<ClientFactoryBuilder> customizer, DnsServerAddressStreamProvider nameServers) {
        this.customizer = customizer;
        this.nameServers = nameServers;
    }

    @Override
    public String name() {
        return "webhook";
    }

    @Override
    public void start(ChannelContext context) {
        if (ready == null) {
            HttpSettings settings = HttpSettings.of(ChannelSettings.of(name(), context, HttpSettings.NAMES));
            OutboundClient client = new OutboundClient(settings, context.outbound(), customizer, nameServers);
            ready = new Ready(
                    context,
                    settings,
                    client,
                    new AddressCache<>(client, url -> TargetUrl.parse("address", url), target -> target));
        }
    }

    /** A prepared request. */
    private record Posting(
            WebhookRequest request, byte[] body, @Nullable FinalStatuses finalStatuses) {}

    @Override
    public Outcome send(Message message) throws InterruptedException {
        Ready now = started();
        AddressCache.Route<TargetUrl> route;
        Posting posting;
        try {
            route = now.addresses().to(message.address());
            posting = posting(message, route.target());
        } catch (ProblemException | GeneralSecurityException e) {
            return refused(e);
        }
        WebhookRequest request = posting.request();
        try {
            EndpointResponse response = OutboundClient.post(
                    route.client(),
                    request.headers(userAgent),
                    posting.body(),
                    now.settings().evidenceBytes());
            return HttpOutcomes.of(
                    response.masking(request.secrets()),
                    Objects.requireNonNullElse(
                            posting.finalStatuses(), now.settings().finalStatuses()),
                    "the endpoint",
                    "; check its auth and signing secret",
                    now.context().clock().instant(),
                    evidence(request, response));
        } catch (ExecutionException e) {
            return now.client()
                    .noAnswer(Cause.of(e), name(), route.target(), new Evidence(null, null, request.shown(), null));
        }
    }

    @Override
    public Preview preview(Message message, @Nullable Locale locale) {
        try {
            Posting posting = posting(message, TargetUrl.parse("address", message.address()));
            return Preview.of(new Preview.Part("body", posting.body(), null), null);
        } catch (ProblemException | GeneralSecurityException e) {
            return Preview.refused(refused(e));
        }
    }

    private Posting posting(Message message, TargetUrl target) throws GeneralSecurityException {
        WebhookOptions options = WebhookOptions.of(message.endpoint());
        byte[] body =
                options.raw() ? WebhookBody.data(message.notification()) : WebhookBody.envelope(message.notification());
        return new Posting(request(message, target, options, body), body, options.finalStatuses());
    }

    private static Outcome refused(Exception why) {
        return switch (why) {
            case ProblemException invalid ->
                Outcome.rejected("endpoint_invalid", invalid.problem().message(), Evidence.NONE);
            case GeneralSecurityException unsigned ->
                Outcome.rejected("payload_encoding_failed", "cannot sign: " + unsigned.getMessage(), Evidence.NONE);
            default -> throw new IllegalStateException(why);
        };
    }

    private WebhookRequest request(Message message, TargetUrl target, WebhookOptions options, byte[] body)
            throws GeneralSecurityException {
        Endpoint endpoint = message.endpoint();
        Instant now = started().context().clock().instant();
        String signature = endpoint == null ? "" : signature(endpoint, message, now, body);
        EndpointAuth auth = endpoint == null ? new EndpointAuth.None() : endpoint.auth();
        return new WebhookRequest(message, target, options, auth, now, signature);
    }

    private String signature(Endpoint endpoint, Message message, Instant now, byte[] body)
            throws GeneralSecurityException {
        try {
            return signer.sign(endpoint.secrets(), message.deliveryId().value(), now, body);
        } catch (IllegalArgumentException malformed) {
            throw Problem.invalid("secret", "malformed", String.valueOf(malformed.getMessage()))
                    .exception();
        }
    }

    private static Evidence evidence(WebhookRequest request, EndpointResponse response) {
        String body = response.body().isEmpty() ? null : ResponseMasking.clean(response.body(), request.secrets());
        return new Evidence(response.status(), null, request.shown(), body);
    }

    private Ready started() {
        return Objects.requireNonNull(ready, "not started");
    }

    /**
     * Returns the address with its host in A-labels and without parameter values, which are credentials for many
     * receivers.
     */
    @Override
    public String shownAddress(String address) {
        return Masking.address(TargetUrl.withAsciiHost(address));
    }

    @Override
    public void checkAddress(String field, String address) {
        if (address.endsWith(MASKED_END)) {
            throw Problem.invalid(field, "a masked address", "the full address with its parameters")
                    .exception();
        }
        TargetUrl target = TargetUrl.parse(field, address);
        OutboundGuard outbound = started().context().outbound();
        if (target.literal() != null && !outbound.allows(target.literal())) {
            String why = outbound.canOpen(target.literal())
                    ? " is not public; the operator can allow it with outbound.allow"
                    : " is a cloud metadata service, which no setting allows";
            throw Problem.invalid(field, target.shown(), "a public address; " + target.host() + why)
                    .exception();
        }
    }

    @Override
    public void checkEndpoint(Endpoint endpoint) {
        WebhookOptions.of(endpoint);
        WebhookOptions.checkAuth(endpoint.auth());
        for (SigningSecret secret : endpoint.secrets()) {
            try {
                SigningKey.parse(secret.secret().reveal());
            } catch (IllegalArgumentException e) {
                throw Problem.invalid("secret", secret.secret().masked(), String.valueOf(e.getMessage()))
                        .exception();
            }
        }
    }

    @Override
    public List<Secret> newSecrets() {
        return List.of(Signer.newSecret(started().context().random()));
    }

    @Override
    public RetryPolicy retryPolicy() {
        return SCHEDULE;
    }

    @Override
    public void close() {
        if (ready != null) {
            ready.client().close();
        }
    }

    private static String version() {
        String version = WebhookChannel.class.getPackage().getImplementationVersion();
        return version == null ? "dev" : version;
    }
}
