package dev.tidings.server.intake.preview;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.core.channel.Channel;
import dev.tidings.core.channel.ChannelContext;
import dev.tidings.core.channel.Evidence;
import dev.tidings.core.channel.Message;
import dev.tidings.core.channel.Outcome;
import dev.tidings.core.channel.Preview;
import dev.tidings.core.intent.IntentLimits;
import dev.tidings.core.intent.IntentRules;
import dev.tidings.core.notification.Audience;
import dev.tidings.core.notification.Intent;
import dev.tidings.core.notification.IntentKeys;
import dev.tidings.core.routing.Router;
import dev.tidings.core.routing.RoutingRules;
import dev.tidings.engine.accept.AcceptRules;
import dev.tidings.server.intake.IntentFingerprints;
import dev.tidings.testkit.id.CountingIds;
import dev.tidings.testkit.time.SettableClock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Third-party channels: without a preview, and with a failing one. */
class PreviewsTest {
    private static class Plain implements Channel {
        @Override
        public String name() {
            return "plain";
        }

        @Override
        public void start(ChannelContext context) {}

        @Override
        public Outcome send(Message message) {
            return Outcome.sent(Evidence.NONE);
        }
    }

    private static final class Defect extends Plain {
        @Override
        public @Nullable Preview preview(Message message, @Nullable Locale locale) {
            throw new IllegalStateException("a defect");
        }
    }

    private static DeliveryPreview preview(Channel channel) {
        Map<String, Channel> channels = Map.of(channel.name(), channel);
        return new Previews(
                        new AcceptRules(
                                new IntentRules(IntentLimits.DEFAULT, channels.keySet()),
                                new IntentFingerprints(),
                                new Router(RoutingRules.NONE, (tenant, recipients) -> Map.of()),
                                Set.of()),
                        (tenant, recipients) -> Map.of(),
                        channels,
                        (on, type, endpoint) -> channel.retryPolicy(),
                        new Previews.PreviewThreads(Runnable::run, Runnable::run),
                        new CountingIds(),
                        SettableClock.atStart())
                .preview(
                        new Intent(
                                Intent.DEFAULT_TENANT,
                                "ci",
                                "key",
                                "build.failed",
                                new Audience.Addresses(List.of(new Audience.Address("plain", "here"))),
                                List.of(),
                                null,
                                null,
                                IntentKeys.NONE,
                                null,
                                null,
                                null,
                                null),
                        null)
                .join()
                .getFirst();
    }

    @Test
    void a_channel_without_a_preview_shows_only_that_it_would_send() {
        assertThat(preview(new Plain()))
                .isEqualTo(new DeliveryPreview(
                        "plain", "here", null, null, new Plain().retryPolicy().waits(100)));
    }

    @Test
    void a_failing_channel_is_shown_as_a_failed_attempt() {
        DeliveryPreview preview = preview(new Defect());

        assertThat(preview.word()).isEqualTo("retry");
        assertThat(preview.code()).isEqualTo("channel_error");
        assertThat(preview.message()).contains("a defect");
    }
}
