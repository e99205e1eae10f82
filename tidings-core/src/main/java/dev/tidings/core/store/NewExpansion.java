package dev.tidings.core.store;

import java.util.List;

/**
 * An audience that is expanded after acceptance.
 *
 * @param topic the topic whose subscribers are notified
 * @param except recipients that are left out
 * @param channels the intent's channels; empty to use the type's rule or the recipients' endpoints
 */
public record NewExpansion(String topic, List<String> except, List<String> channels) {
    public NewExpansion {
        except = List.copyOf(except);
        channels = List.copyOf(channels);
    }
}
