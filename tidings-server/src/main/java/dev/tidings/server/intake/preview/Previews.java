package dev.tidings.server.intake.preview;

import dev.tidings.core.channel.Channel;
import dev.tidings.core.channel.Evidence;
import dev.tidings.core.channel.Message;
import dev.tidings.core.channel.Outcome;
import dev.tidings.core.channel.Preview;
import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.endpoint.EndpointDirectory;
import dev.tidings.core.id.Ids;
import dev.tidings.core.notification.Audience;
import dev.tidings.core.notification.Intent;
import dev.tidings.core.notification.Notification;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.retry.RetryPolicies;
import dev.tidings.core.routing.Route;
import dev.tidings.core.routing.Router;
import dev.tidings.engine.accept.AcceptRules;
import dev.tidings.engine.accept.AddressMasking;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Previews the deliveries of an intent. */
public final class Previews {
    /** The maximum number of deliveries per preview. */
    public static final int MOST = 20;

    /** The maximum number of retry delays per delivery. */
    private static final int MOST_WAITS = 100;

    private static final Logger LOG = LoggerFactory.getLogger(Previews.class);

    private final AcceptRules rules;
    private final EndpointDirectory directory;
    private final Map<String, Channel> channels;
    private final AddressMasking addresses;
    private final RetryPolicies retries;
    private final PreviewThreads threads;
    private final Ids ids;
    private final InstantSource clock;

    /** A route that is not skipped, and its endpoint; null if the intent has the address itself. */
    private record Resolved(Route route, @Nullable Endpoint endpoint) {}

    /**
     * @param stores runs blocking store reads
     * @param channels runs channels, which may block
     */
    public record PreviewThreads(Executor stores, Executor channels) {}

    /** @param rules the acceptor's rules */
    public Previews(
            AcceptRules rules,
            EndpointDirectory directory,
            Map<String, Channel> channels,
            RetryPolicies retries,
            PreviewThreads threads,
            Ids ids,
            InstantSource clock) {
        this.rules = rules;
        this.directory = directory;
        this.addresses = new AddressMasking(channels);
        this.channels = Map.copyOf(channels);
        this.retries = retries;
        this.threads = threads;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * Fails with a ProblemException for intents that would be refused, and for too many deliveries.
     *
     * @param locale the language of the preview; null for each recipient's own
     */
    public CompletableFuture<List<DeliveryPreview>> preview(Intent intent, @Nullable Locale locale) {
        rules.rules().check(intent);
        if (intent.audience() instanceof Audience.Topic topic) {
            throw Problem.invalid(
                            "audience.topic", topic.id(), "recipients or addresses, whose deliveries a preview shows")
                    .exception();
        }
        if (intent.audience().expands()) {
            throw tooMany(intent.audience().size() + " recipients");
        }
        // A payload without a canonical form is refused.
        rules.fingerprints().of(intent);
        return rules.types()
                .check(intent)
                .thenApplyAsync(_ -> resolve(intent), threads.stores())
                .thenApplyAsync(resolved -> show(intent, resolved, locale), threads.channels());
    }

    private List<Resolved> resolve(Intent intent) {
        List<Route> routes = rules.router().route(intent);
        if (routes.size() > MOST) {
            throw tooMany(routes.size() + " deliveries");
        }
        return routes.stream()
                .map(route -> new Resolved(route, endpoint(intent.tenant(), route)))
                .toList();
    }

    private static RuntimeException tooMany(String what) {
        return Problem.overLimit("audience", what, "at most " + MOST + " deliveries for a preview")
                .exception();
    }

    private @Nullable Endpoint endpoint(String tenant, Route route) {
        return route.skipReason() == null && route.endpoint() != null
                ? directory.find(tenant, route.recipient(), route.endpoint())
                : null;
    }

    private List<DeliveryPreview> show(Intent intent, List<Resolved> resolved, @Nullable Locale locale) {
        Instant now = clock.instant();
        Notification notification = Notification.of(ids.notification(now), intent, now);
        return resolved.stream()
                .map(one -> show(notification, one, locale, now))
                .toList();
    }

    private DeliveryPreview show(Notification notification, Resolved resolved, @Nullable Locale locale, Instant now) {
        Route route = resolved.route();
        if (route.skipReason() != null) {
            return skipped(route, route.skipReason());
        }
        String address = route.address() == null && resolved.endpoint() != null
                ? resolved.endpoint().address()
                : route.address();
        Channel channel = channels.get(route.channel());
        if (address == null || channel == null) {
            // The endpoint was deleted after routing.
            return skipped(route, Router.RECIPIENT_MISSING);
        }
        Message message =
                new Message(ids.delivery(now), 1, notification, recipient(route), address, resolved.endpoint());
        try {
            Preview preview = channel.preview(message, locale);
            return new DeliveryPreview(
                    route.channel(),
                    recipient(route),
                    preview,
                    preview == null ? null : preview.outcome(),
                    retries.of(route.channel(), notification.type(), resolved.endpoint())
                            .waits(MOST_WAITS));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return failed(route, stopped);
        } catch (Exception defect) {
            LOG.warn("preview failed; channel={}", route.channel(), defect);
            return failed(route, defect);
        }
    }

    private String recipient(Route route) {
        return addresses.recipient(route.channel(), route.recipient(), route.address());
    }

    private DeliveryPreview skipped(Route route, String reason) {
        return new DeliveryPreview(
                route.channel(), recipient(route), null, new Outcome.Skipped(reason, false, Evidence.NONE), List.of());
    }

    private DeliveryPreview failed(Route route, Exception why) {
        return new DeliveryPreview(
                route.channel(),
                recipient(route),
                null,
                Outcome.retry("channel_error", why.toString(), Evidence.NONE),
                List.of());
    }
}
