package dev.tidings.core.channel;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Map;

/**
 * What a channel may use.
 *
 * @param settings its section of the configuration, {@code channels.<name>}
 * @param outbound asked before every connection to an address that a user gave
 * @param baseDir where relative paths of the settings start
 */
public record ChannelContext(
        Map<String, Object> settings, OutboundGuard outbound, InstantSource clock, SecureRandom random, Path baseDir) {
    public ChannelContext {
        settings = Map.copyOf(settings);
    }
}
