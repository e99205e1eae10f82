package dev.tidings.core.intent;

import dev.tidings.core.channel.Channel;
import java.util.Map;

/** Whether an address that is given outright is one of its channel's. */
@FunctionalInterface
public interface AddressCheck {
    /** Takes any address, where channels have no rule of their own. */
    AddressCheck NONE = (channel, field, address) -> {};

    /** Throws a ProblemException that names the field and what the channel expects. */
    void check(String channel, String field, String address);

    /** By the channels' own rules. */
    static AddressCheck of(Map<String, Channel> channels) {
        return (name, field, address) -> {
            Channel channel = channels.get(name);
            if (channel != null) {
                channel.checkAddress(field, address);
            }
        };
    }
}
