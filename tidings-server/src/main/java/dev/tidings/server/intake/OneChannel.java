package dev.tidings.server.intake;

import dev.tidings.core.notification.Audience;
import dev.tidings.core.problem.Problem;
import java.util.List;

/** Assigns the single channel of an intent to its addresses. */
public final class OneChannel {
    private OneChannel() {}

    /**
     * @param channels must contain exactly one channel
     * @param because why exactly one channel is required, for the error
     */
    public static Audience.Addresses of(List<String> addresses, List<String> channels, String because) {
        if (channels.size() != 1) {
            throw Problem.invalid("channels", channels, "exactly one channel, because " + because)
                    .exception();
        }
        return new Audience.Addresses(addresses.stream()
                .map(address -> new Audience.Address(channels.getFirst(), address))
                .toList());
    }
}
