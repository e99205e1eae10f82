package dev.tidings.server.telemetry;

import dev.tidings.core.channel.Channel;
import dev.tidings.core.channel.ChannelContext;
import dev.tidings.core.channel.Message;
import dev.tidings.core.channel.Outcome;
import dev.tidings.core.channel.Preview;
import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.endpoint.EndpointRate;
import dev.tidings.core.endpoint.Secret;
import dev.tidings.core.notification.Notification;
import dev.tidings.core.retry.RetryPolicy;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Wraps a channel with a span per attempt, whose context is passed to the provider. */
final class TracedChannel implements Channel {
    private final Channel channel;
    private final Tracer tracer;

    TracedChannel(Channel channel, Tracer tracer) {
        this.channel = channel;
        this.tracer = tracer;
    }

    @Override
    public Outcome send(Message message) throws Exception {
        Notification notification = message.notification();
        Span span = tracer.spanBuilder("tidings send " + channel.name())
                .setSpanKind(SpanKind.CLIENT)
                .setParent(SpanTraces.parent(notification.trace()))
                .setAttribute("tidings.channel", channel.name())
                .setAttribute("tidings.notification_id", notification.id().value())
                .setAttribute("tidings.delivery_id", message.deliveryId().value())
                .setAttribute("tidings.attempt", message.attempt())
                .startSpan();
        try {
            Outcome outcome = channel.send(below(span, message));
            conclude(span, outcome);
            return outcome;
        } catch (Exception defect) {
            span.setStatus(StatusCode.ERROR, "defect");
            throw defect;
        } finally {
            span.end();
        }
    }

    private static void conclude(Span span, Outcome outcome) {
        switch (outcome) {
            case Outcome.Sent sent -> span.setAttribute("tidings.outcome", "sent");
            case Outcome.Retry retry -> failed(span, "retry", retry.code());
            case Outcome.ProviderFailed failed -> failed(span, "provider_failed", failed.code());
            case Outcome.NotTried shortage -> span.setAttribute("tidings.outcome", "not_tried");
            case Outcome.Rejected rejected -> failed(span, "rejected", rejected.code());
            case Outcome.Skipped skipped -> failed(span, "skipped", skipped.reason());
        }
    }

    private static void failed(Span span, String outcome, String code) {
        span.setAttribute("tidings.outcome", outcome);
        span.setStatus(StatusCode.ERROR, code);
    }

    private static Message below(Span span, Message message) {
        Notification of = message.notification();
        Notification notification = new Notification(
                of.id(),
                of.tenant(),
                of.producer(),
                of.idempotencyKey(),
                of.type(),
                of.content(),
                of.payload(),
                of.notBefore(),
                of.expiresAt(),
                of.requestId(),
                SpanTraces.of(span),
                of.acceptedAt(),
                of.keys());
        return new Message(
                message.deliveryId(),
                message.attempt(),
                notification,
                message.recipient(),
                message.address(),
                message.endpoint());
    }

    @Override
    public String name() {
        return channel.name();
    }

    @Override
    public void start(ChannelContext context) {
        channel.start(context);
    }

    @Override
    public @Nullable Preview preview(Message message, @Nullable Locale locale) throws Exception {
        return channel.preview(message, locale);
    }

    @Override
    public String shownAddress(String address) {
        return channel.shownAddress(address);
    }

    @Override
    public void checkAddress(String field, String address) {
        channel.checkAddress(field, address);
    }

    @Override
    public @Nullable String provider(String address) {
        return channel.provider(address);
    }

    @Override
    public @Nullable EndpointRate rate(Endpoint endpoint) {
        return channel.rate(endpoint);
    }

    @Override
    public void checkEndpoint(Endpoint endpoint) {
        channel.checkEndpoint(endpoint);
    }

    @Override
    public List<Secret> newSecrets() {
        return channel.newSecrets();
    }

    @Override
    public boolean needsEndpoint() {
        return channel.needsEndpoint();
    }

    @Override
    public RetryPolicy retryPolicy() {
        return channel.retryPolicy();
    }

    @Override
    public int mostConcurrent() {
        return channel.mostConcurrent();
    }

    @Override
    public void close() {
        channel.close();
    }
}
