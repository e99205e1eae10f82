package dev.tidings.core.channel;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Map;

/**
 * The resources of a channel.
 *
 * @param settings its section of the configuration, {@code channels.<name>}
 * @param outbound checked before every connection to an address that a user gave
 * @param baseDir base of relative paths in settings
 */
public record ChannelContext(
        Map<String, Object> settings, OutboundGuard outbound, InstantSource clock, SecureRandom random, Path baseDir) {
    public ChannelContext {
        settings = Map.copyOf(settings);
    }
}
