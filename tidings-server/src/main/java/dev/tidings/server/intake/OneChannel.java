package dev.tidings.server.intake;

import dev.tidings.core.notification.Audience;
import dev.tidings.core.problem.Problem;
import java.util.List;

/** Addresses that come bare, with their channel beside them. */
public final class OneChannel {
    private OneChannel() {}

    /**
     * @param channels the one that the addresses are of
     * @param because why there has to be one, for people
     */
    public static Audience.Addresses of(List<String> addresses, List<String> channels, String because) {
        if (channels.size() != 1) {
            throw Problem.invalid("channels", channels, "the one channel of the addresses, since " + because)
                    .exception();
        }
        return new Audience.Addresses(addresses.stream()
                .map(address -> new Audience.Address(channels.getFirst(), address))
                .toList());
    }
}
