package dev.tidings.core.intent;

import dev.tidings.core.channel.Channel;
import java.util.Map;

/** Validates addresses in intents by the rules of their channel. */
@FunctionalInterface
public interface AddressCheck {
    /** Accepts any address. */
    AddressCheck NONE = (channel, field, address) -> {};

    /** Throws a ProblemException that names the field and what the channel expects. */
    void check(String channel, String field, String address);

    /** Uses the channels' own rules. */
    static AddressCheck of(Map<String, Channel> channels) {
        return (name, field, address) -> {
            Channel channel = channels.get(name);
            if (channel != null) {
                channel.checkAddress(field, address);
            }
        };
    }
}
