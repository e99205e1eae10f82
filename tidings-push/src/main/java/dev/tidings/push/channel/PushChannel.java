package dev.tidings.push.channel;

import dev.tidings.core.channel.Channel;
import dev.tidings.core.channel.ChannelContext;
import dev.tidings.core.channel.ChannelSettings;
import dev.tidings.core.channel.Evidence;
import dev.tidings.core.channel.Message;
import dev.tidings.core.channel.Outcome;
import dev.tidings.core.channel.Preview;
import dev.tidings.core.event.Event;
import dev.tidings.core.event.EventLog;
import dev.tidings.core.event.EventMaker;
import dev.tidings.core.event.LogUnavailable;
import dev.tidings.core.event.Position;
import dev.tidings.core.problem.Cause;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Appends a delivery's event to the event log. The position in the log is the attempt's evidence: history replay
 * finds the event by it after the log has dropped the event.
 */
public final class PushChannel implements Channel {
    /** The channel's name in intents and routes. */
    public static final String NAME = "push";

    static final String ENCODING_FAILED = "payload_encoding_failed";
    static final String LOG_FAILED = "gateway_stream_publish_failed";

    /** The maximum size of an encoded event. The payload of an intent has its own, lower limit. */
    static final int MAX_EVENT_BYTES = 1024 * 1024;

    private static final int MESSAGE_CHARS = 300;

    /**
     * The delay before a delivery is retried while the log is unavailable; about the reconnect interval of
     * Redis and Kafka.
     */
    private static final Duration LOG_RETRY = Duration.ofSeconds(1);

    private final EventLog log;
    private final EventMaker events;
    private final LogOutages outages;

    public PushChannel(EventLog log, EventMaker events, LogOutages outages) {
        this.log = log;
        this.events = events;
        this.outages = outages;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean needsEndpoint() {
        return false;
    }

    /** Subscribers receive a recipient's events in the order of acceptance. */
    @Override
    public boolean keepsOrder() {
        return true;
    }

    @Override
    public void start(ChannelContext context) {
        ChannelSettings.of(NAME, context, List.of());
    }

    @Override
    public Outcome send(Message message) throws InterruptedException {
        Event event;
        try {
            event = make(message);
        } catch (InterruptedException stopped) {
            throw stopped;
        } catch (Exception unencodable) {
            return failed(ENCODING_FAILED, unencodable);
        }
        Outcome refusal = refusal(event);
        if (refusal != null) {
            return refusal;
        }
        try {
            Position position = log.append(event)
                    .whenComplete((appended, failure) -> outages.observe(failure))
                    .get();
            return Outcome.sent(new Evidence(null, position.text(), null, null));
        } catch (ExecutionException failed) {
            Throwable cause = Cause.of(failed);
            return cause instanceof LogUnavailable unavailable
                    ? new Outcome.NotTried(LOG_FAILED + ": " + unavailable.getMessage(), LOG_RETRY)
                    : failed(LOG_FAILED, cause);
        }
    }

    @Override
    public Preview preview(Message message, @Nullable Locale locale) throws InterruptedException {
        try {
            Event event = make(message);
            return Preview.of(new Preview.Part("payload", event.payload(), MAX_EVENT_BYTES), refusal(event));
        } catch (InterruptedException stopped) {
            throw stopped;
        } catch (Exception unencodable) {
            return Preview.refused(failed(ENCODING_FAILED, unencodable));
        }
    }

    private Event make(Message message) throws Exception {
        return events.make(message.notification(), message.recipient(), message.deliveryId());
    }

    private static @Nullable Outcome refusal(Event event) {
        return event.payload().length <= MAX_EVENT_BYTES
                ? null
                : Outcome.retry(
                        ENCODING_FAILED,
                        "the encoded event is " + event.payload().length + " bytes; expected at most "
                                + MAX_EVENT_BYTES,
                        Evidence.NONE);
    }

    private static Outcome failed(String code, Throwable why) {
        String message = why.toString();
        return Outcome.retry(
                code, message.length() <= MESSAGE_CHARS ? message : message.substring(0, MESSAGE_CHARS), Evidence.NONE);
    }
}
