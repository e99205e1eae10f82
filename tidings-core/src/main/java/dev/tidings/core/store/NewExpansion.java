package dev.tidings.core.store;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An audience that is expanded after acceptance.
 *
 * @param topic the topic whose subscribers are notified; null if there are recipients
 * @param recipients who is notified, if there is no topic; empty when the expansion is read
 * @param except subscribers that are left out
 * @param channels the intent's channels; empty to use the type's rule or the recipients' endpoints
 */
public record NewExpansion(
        @Nullable String topic, List<String> recipients, List<String> except, List<String> channels) {
    public NewExpansion {
        recipients = List.copyOf(recipients);
        except = List.copyOf(except);
        channels = List.copyOf(channels);
    }

    /** An expansion to the subscribers of a topic. */
    public static NewExpansion toTopic(String topic, List<String> except, List<String> channels) {
        return new NewExpansion(topic, List.of(), except, channels);
    }

    /** An expansion to many recipients. */
    public static NewExpansion toRecipients(List<String> recipients, List<String> channels) {
        return new NewExpansion(null, recipients, List.of(), channels);
    }
}
