package dev.tidings.spring;

import dev.tidings.client.outbox.AfterDead;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The outbox in the application's own database.
 *
 * @param enabled whether there is one
 * @param table its table, with the schema if need be
 * @param createTable whether to make the table at the start if it is not there; otherwise a migration does
 * @param maxLag the age of the oldest pending row above which health is DOWN; never, unless it is set
 * @param relay what ships the rows
 */
@ConfigurationProperties("tidings.outbox")
public record OutboxProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("tidings_outbox") String table,
        @DefaultValue("false") boolean createTable,
        @Nullable Duration maxLag,
        @DefaultValue Relay relay) {
    /**
     * @param enabled whether this process ships; where it does not, another has to
     * @param owner the name shown beside what this process has claimed; a random one otherwise
     * @param threads that claim and ship beside each other
     * @param batch rows a claim, 500 at most
     * @param lease how long claimed rows are this process's; longer than tidings.within
     * @param pollMin the first wait when nothing is due; a commit in this process ends it
     * @param pollMax the longest wait when nothing is due
     * @param backoffMin the first wait after a failure
     * @param backoffMax the longest wait after failures
     * @param grace for what is under way when the application stops
     * @param afterDead what a dead row means to those after it under its ordering key
     */
    public record Relay(
            @DefaultValue("true") boolean enabled,
            @Nullable String owner,
            @DefaultValue("1") int threads,
            @DefaultValue("200") int batch,
            @DefaultValue("1m") Duration lease,
            @DefaultValue("100ms") Duration pollMin,
            @DefaultValue("1s") Duration pollMax,
            @DefaultValue("200ms") Duration backoffMin,
            @DefaultValue("30s") Duration backoffMax,
            @DefaultValue("5s") Duration grace,
            @DefaultValue("key-waits") AfterDead afterDead) {}
}
