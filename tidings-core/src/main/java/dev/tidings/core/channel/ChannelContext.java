package dev.tidings.core.channel;

import dev.tidings.core.recipient.RecipientDirectory;
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
 * @param recipients what is known about recipients, for texts
 */
public record ChannelContext(
        Map<String, Object> settings,
        OutboundGuard outbound,
        InstantSource clock,
        SecureRandom random,
        Path baseDir,
        RecipientDirectory recipients) {
    public ChannelContext {
        settings = Map.copyOf(settings);
    }

    /** A context without profiles of recipients. */
    public ChannelContext(
            Map<String, Object> settings,
            OutboundGuard outbound,
            InstantSource clock,
            SecureRandom random,
            Path baseDir) {
        this(settings, outbound, clock, random, baseDir, RecipientDirectory.NONE);
    }
}
